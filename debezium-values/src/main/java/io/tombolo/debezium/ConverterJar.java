package io.tombolo.debezium;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** This module as a jar in the folders of Debezium's plugins: Connect gives every plugin a class loader of its own. */
public final class ConverterJar {

    /** The jar's name in a plugin's folder. */
    public static final String NAME = "tombolo-debezium-values.jar";

    private static final List<String> CLASSES = List.of("Captured", "PostgresValues", "PostgresTexts", "MariaDbValues");

    private ConverterJar() {}

    /** For the build: {@link #installIn} of the folder that is given. */
    public static void main(String[] arguments) throws IOException {
        installIn(Path.of(arguments[0]));
    }

    /**
     * Writes the jar into each folder in {@code plugins} that holds a Debezium connector, unless it is there.
     *
     * @return the folders that have it now
     */
    public static List<Path> installIn(Path plugins) throws IOException {
        List<Path> folders = new ArrayList<>();
        if (!Files.isDirectory(plugins)) {
            return folders;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(plugins, Files::isDirectory)) {
            for (Path folder : all) {
                if (holdsDebezium(folder)) {
                    write(folder.resolve(NAME));
                    folders.add(folder);
                }
            }
        }
        return folders;
    }

    private static boolean holdsDebezium(Path folder) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "debezium-connector-*.jar")) {
            return jars.iterator().hasNext();
        }
    }

    private static void write(Path jar) throws IOException {
        byte[] content = content();
        if (Files.exists(jar) && Arrays.equals(Files.readAllBytes(jar), content)) {
            return;
        }
        // Another server may have the same folder and read its jars meanwhile: it finds the whole jar, the one before,
        // or none.
        Path whole = jar.resolveSibling(NAME + "." + UUID.randomUUID() + ".part");
        try {
            Files.write(whole, content);
            Files.move(whole, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** The same bytes each time: entries without a time of their own. */
    private static byte[] content() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(content)) {
            for (String name : CLASSES) {
                String path = "io/tombolo/debezium/" + name + ".class";
                ZipEntry entry = new ZipEntry(path);
                entry.setTime(0);
                jar.putNextEntry(entry);
                try (InputStream bytes = ConverterJar.class.getResourceAsStream("/" + path)) {
                    if (bytes == null) {
                        throw new IllegalStateException(path + ": not in this module");
                    }
                    bytes.transferTo(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a jar in memory can always be written", e);
        }
        return content.toByteArray();
    }
}
