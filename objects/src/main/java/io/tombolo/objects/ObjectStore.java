package io.tombolo.objects;

import java.nio.file.Path;
import java.util.Optional;

/** Objects that are put once under their name and never change. For any thread; all of it may wait for the store, but not without end. */
public interface ObjectStore extends AutoCloseable {
    /** What {@link #put} found. */
    enum Put {
        /** It was not there, and is durable now. */
        STORED,
        /** It was there with the same bytes. */
        SAME,
        /** It is there with other bytes, which were not changed. */
        OTHER
    }

    /**
     * Stores an object unless its name is taken.
     *
     * @param name segments of letters, digits and {@code . _ ~ + @ % -}, with slashes between them
     * @throws ObjectStoreException when the store does not do it; then nobody knows whether it did
     */
    Put put(String name, byte[] bytes);

    /**
     * The object, if the name is taken.
     *
     * @throws ObjectStoreException when the store does not answer
     */
    Optional<byte[]> get(String name);

    @Override
    void close();

    /**
     * Opens a store, without asking it anything.
     *
     * @param at a folder, or {@code s3://BUCKET/PREFIX}, with {@code ?endpoint=URL&region=NAME} where it is not AWS's
     * @throws IllegalArgumentException when it is neither, or the S3 client is not on the class path
     */
    static ObjectStore at(String at) {
        if (!at.contains("://")) {
            return new FolderStore(Path.of(at));
        }
        S3Location location = S3Location.parse(at);
        try {
            return S3Store.open(location, S3Store.Patience.STANDARD);
        } catch (NoClassDefFoundError missing) {
            throw new IllegalArgumentException(
                    at + ": the AWS SDK is not on the class path (" + missing.getMessage()
                            + "): docs/object-storage.md says how to get it; its folder belongs into TOMBOLO_S3_SDK",
                    missing);
        }
    }
}
