package io.tombolo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the archive of classes that later starts map instead of loading them one by one (docs/adr/0125): a JVM of its own writes it with the
 * lowest priority, beside the server that listed the classes. When it can't be made, only the next start is slower.
 */
final class ClassArchive {
    /** The archive to make: {@code ./tombolo} sets it when there is none, and has the JVM list its classes in {@code ARCHIVE.PID.list}. */
    static final String PROPERTY = "tombolo.archive";

    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    /** Java, list, archive, class path. The archive appears whole, and a server that is killed meanwhile does not end the work. */
    private static final String COMMAND = """
            nice -n 19 "$0" -Xshare:dump -XX:+UseSerialGC -XX:SharedClassListFile="$1" -XX:SharedArchiveFile="$2.$$" -cp "$3" &&
              mv "$2.$$" "$2"
            rm -f "$1" "$2.$$"
            """;

    private final @Nullable Process process;

    private ClassArchive(@Nullable Process process) {
        this.process = process;
    }

    /** Begins to make it when it is asked for; returns at once. Closing ends the work, finished or not. */
    static ClassArchive begin() {
        String archive = System.getProperty(PROPERTY, "");
        return new ClassArchive(archive.isEmpty() ? null : write(Path.of(archive)));
    }

    private static @Nullable Process write(Path archive) {
        try {
            Path list =
                    wholeLines(Path.of(archive + "." + ProcessHandle.current().pid() + ".list"));
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return new ProcessBuilder(
                            "sh",
                            "-c",
                            COMMAND,
                            java,
                            list.toString(),
                            archive.toString(),
                            System.getProperty("java.class.path"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.atInfo().addKeyValue("reason", e).log("No archive of classes can be made");
            return null;
        }
    }

    /** What the JVM has listed so far: the last line may have only begun. */
    private static Path wholeLines(Path listed) throws IOException {
        byte[] bytes = Files.readAllBytes(listed);
        Files.delete(listed);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return Files.write(Path.of(listed + ".whole"), Arrays.copyOf(bytes, end));
    }

    void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
        }
    }
}
