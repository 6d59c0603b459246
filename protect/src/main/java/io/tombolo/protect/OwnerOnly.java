package io.tombolo.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that hold keys. */
final class OwnerOnly {

    /** Of such a file. */
    static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

    private OwnerOnly() {}

    /** @throws KeyException when there is no such file, or others may read it */
    static void require(String name, Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (!MODE.containsAll(mode)) {
                throw new KeyException(name + ": mode " + PosixFilePermissions.toString(mode) + ", must be "
                        + PosixFilePermissions.toString(MODE) + " (chmod 600)");
            }
        } catch (IOException e) {
            throw new KeyException(name + ": can't be read: " + e.getMessage(), e);
        }
    }
}
