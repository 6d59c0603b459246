package io.tombolo.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends ObjectStoreContract {
    @TempDir
    private Path dir;

    @Override
    String at() {
        return dir.resolve("objects").toString();
    }

    @Test
    void nothingUnfinishedIsLeft() throws IOException {
        open().put("a/b", new byte[1]);
        open().put("a/b", new byte[2]);

        try (Stream<Path> files = Files.walk(dir.resolve("objects")).filter(Files::isRegularFile)) {
            assertThat(files).containsExactly(dir.resolve("objects/a/b"));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(dir.resolve("objects"), "a file");

        assertThatThrownBy(() -> open().put("a", new byte[1]))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageContaining("a in " + dir.resolve("objects") + " can't be written");
    }

    @Test
    void aFolderThatOthersMayUseIsOpenToThem() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("objects"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(open().openTo("a")).contains("others may use it (rwxr-x---)");

        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThat(open().openTo("a")).isEmpty();
    }
}
