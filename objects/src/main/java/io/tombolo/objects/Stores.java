package io.tombolo.objects;

import java.nio.file.Path;

/** Finds the store of an address. */
final class Stores {
    private Stores() {}

    static ObjectStore open(String at, Patience patience) {
        if (!at.contains("://")) {
            return new FolderStore(Path.of(at));
        }
        S3Location location = S3Location.parse(at);
        try {
            return S3Store.open(location, patience);
        } catch (NoClassDefFoundError missing) {
            throw new IllegalArgumentException(
                    at + ": the AWS SDK is not on the class path (" + missing.getMessage()
                            + "): docs/object-storage.md says how to get it; its folder belongs into TOMBOLO_S3_SDK",
                    missing);
        }
    }
}
