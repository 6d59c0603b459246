package io.tombolo.http.server;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which process listens on a TCP port, for messages: as Linux shows it in {@code /proc}, and nothing elsewhere. */
final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENS = "0A";

    /** Columns of {@code /proc/net/tcp}, from 0. */
    private static final int LOCAL_ADDRESS = 1;

    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int INODE = 9;

    private PortHolder() {}

    /** As {@code by java (process 4711)}; another user's process is known by the user's number only. Empty when nobody listens. */
    static String of(int port) {
        String user = "";
        for (String[] socket : listening(port)) {
            Optional<String> process = process("socket:[" + socket[INODE] + "]");
            if (process.isPresent()) {
                return "by " + process.get();
            }
            user = "by a process of the user with the number " + socket[USER];
        }
        return user;
    }

    private static List<String[]> listening(int port) {
        String end = ":%04X".formatted(port);
        List<String[]> found = new ArrayList<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            try {
                Files.readAllLines(PROC.resolve(table)).stream()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(columns -> columns.length > INODE
                                && columns[LOCAL_ADDRESS].endsWith(end)
                                && columns[STATE].equals(LISTENS))
                        .forEach(found::add);
            } catch (IOException e) {
                // Another operating system.
            }
        }
        return found;
    }

    private static Optional<String> process(String socket) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), socket)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(name + " (process " + process.getFileName() + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It ended meanwhile.
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
            for (Path file : files) {
                if (Files.readSymbolicLink(file).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's process, or one that has ended.
        }
        return false;
    }
}
