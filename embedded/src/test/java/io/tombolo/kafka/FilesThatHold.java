package io.tombolo.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files of a server, which may be running, that hold something in the clear. What the server removes meanwhile holds nothing. */
public final class FilesThatHold {
    private FilesThatHold() {}

    /** All files below a folder that hold a text, in UTF-8. */
    public static List<Path> the(String text, Path folder) throws IOException {
        return the(text.getBytes(StandardCharsets.UTF_8), folder);
    }

    /** All files below a folder that hold these bytes. */
    public static List<Path> the(byte[] bytes, Path folder) throws IOException {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (attributes.isRegularFile()
                            && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(wanted)) {
                        found.add(file);
                    }
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found;
    }
}
