package io.tombolo.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Which key encryption keys wrap the keys of protected fields of a data folder: its own file {@code protect/keyset.json}, or what {@code tombolo up
 * --protect-keyset} was given last, which is kept in {@code protect/keyset}.
 */
public final class ProtectKeyset {
    private static final String FOLDER = "protect";
    private static final String CHOSEN = "keyset";

    private ProtectKeyset() {}

    /** The file that a data folder has of its own. */
    public static Path file(Path data) {
        return data.toAbsolutePath().normalize().resolve(FOLDER).resolve("keyset.json");
    }

    /**
     * As {@code io.tombolo.protect.KeyEncryption} reads it: a path, a URI, or several with commas between.
     *
     * @throws UncheckedIOException when it can't be read
     */
    public static String of(Path data) {
        Path chosen = chosen(data);
        try {
            return Files.exists(chosen)
                    ? Files.readString(chosen).strip()
                    : file(data).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(chosen + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Keeps what the operator chose, for the folder's commands and later starts; without a choice the last one stays.
     *
     * @throws UncheckedIOException when it can't be written
     */
    public static void choose(Path data, Optional<String> keysets) {
        if (keysets.isEmpty()) {
            return;
        }
        Path chosen = chosen(data);
        try {
            Files.createDirectories(chosen.getParent());
            Path draft = Files.createTempFile(chosen.getParent(), CHOSEN, ".new");
            Files.writeString(draft, keysets.get() + "\n");
            Files.move(draft, chosen, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(chosen + " can't be written: " + e.getMessage(), e);
        }
    }

    private static Path chosen(Path data) {
        return data.toAbsolutePath().normalize().resolve(FOLDER).resolve(CHOSEN);
    }
}
