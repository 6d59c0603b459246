package io.tombolo.backup;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Folders;
import io.tombolo.merkle.Hash;
import io.tombolo.objects.ObjectStore;
import io.tombolo.server.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Reads a backup: verifies it, or makes a data folder of it. */
final class Restore {
    private final ObjectStore store;
    private final String name;
    private final Manifest manifest;

    private Restore(ObjectStore store, String name, Manifest manifest) {
        this.store = store;
        this.name = name;
        this.manifest = manifest;
    }

    /**
     * The newest backup.
     *
     * @throws CommandException when there is none, or it is damaged
     */
    static Restore newest(ObjectStore store) throws IOException {
        List<String> all = Manifest.all(store);
        if (all.isEmpty()) {
            throw new CommandException("there is no complete backup");
        }
        return of(store, all.get(all.size() - 1));
    }

    /** One of them, by its name or how that begins. */
    static Restore named(ObjectStore store, String name) throws IOException {
        List<String> all = Manifest.all(store);
        List<String> found =
                all.stream().filter(one -> Manifest.name(one).startsWith(name)).toList();
        if (found.size() != 1) {
            throw new CommandException("--backup " + name + ": names " + (found.isEmpty() ? "none" : "several") + " of "
                    + all.stream().map(Manifest::name).toList());
        }
        return of(store, found.get(0));
    }

    static Restore of(ObjectStore store, String object) throws IOException {
        return new Restore(store, Manifest.name(object), Manifest.read(store, object));
    }

    String name() {
        return name;
    }

    Manifest manifest() {
        return manifest;
    }

    /** Reads every file of it. */
    void verify() throws IOException {
        for (Manifest.Kept file : manifest.files()) {
            copy(file, OutputStream.nullOutputStream());
        }
    }

    /** Writes the folder, which no server starts on before all of it is there. */
    void into(Path data) throws IOException {
        Path root = data.toAbsolutePath().normalize();
        if (!manifest.dataFormat().equals(DataFolder.FORMAT)) {
            throw new CommandException("backup " + name + " is of a data folder of format " + manifest.dataFormat()
                    + ", this version reads " + DataFolder.FORMAT + ": use the version of Tombolo that made it ("
                    + manifest.tombolo() + ")");
        }
        Files.createDirectories(root);
        empty(data, root);
        DataFolder.beginRestore(root, name);
        for (Manifest.Kept file : manifest.files()) {
            if (!file.path().equals(DataFolder.MARKER)) {
                write(root, file);
            }
        }
        DataFolder.endRestore(root, name);
    }

    private static void empty(Path data, Path root) throws IOException {
        if (DataFolder.isHalfRestored(root)) {
            try (Stream<Path> all = Files.list(root)) {
                all.forEach(Folders::delete);
            }
            return;
        }
        try (Stream<Path> all = Files.list(root)) {
            if (all.findAny().isPresent()) {
                throw new CommandException("--data " + data
                        + ": is not empty, and a restore replaces nothing: give a new folder, or move this one away");
            }
        }
    }

    private void write(Path root, Manifest.Kept file) throws IOException {
        Path into = root.resolve(file.path()).normalize();
        if (!into.startsWith(root)) {
            throw new CommandException(
                    "backup " + name + ": its list names " + file.path() + ", which is not in the folder");
        }
        Files.createDirectories(into.resolveSibling(""));
        boolean posix = Cut.isPosix(root) && !file.mode().isEmpty();
        // With its mode from the beginning: a private key is not readable by others even for a moment.
        Files.createFile(
                into,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(file.mode()))
                        }
                        : new FileAttribute<?>[0]);
        try (OutputStream out = Files.newOutputStream(into)) {
            copy(file, out);
        }
    }

    private void copy(Manifest.Kept file, OutputStream out) throws IOException {
        MessageDigest digest = Hash.sha256();
        long size;
        try (InputStream content = store.open(file.object())
                        .orElseThrow(() -> new CommandException("backup " + name + " is not complete: " + file.path()
                                + " is missing (" + file.object() + "); use another backup"));
                InputStream in = new DigestInputStream(content, digest)) {
            size = in.transferTo(out);
        } catch (IOException e) {
            throw new IOException(file.path() + " (" + file.object() + ") can't be copied: " + e, e);
        }
        if (size != file.size() || !HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw new CommandException("backup " + name + " is damaged: " + file.path() + " is not what was saved ("
                    + file.object() + "); use another backup");
        }
    }
}
