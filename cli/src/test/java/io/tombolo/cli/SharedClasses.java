package io.tombolo.cli;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An archive of the classes of {@code up}, with which a server of the tests starts for half of the CPU: the JVM maps the classes instead of
 * reading, checking and linking each. It is of one build, and made when the tests of one JVM start their second server.
 */
final class SharedClasses {
    /** A JVM maps an archive only if both were started with the same checks. */
    private static final List<String> UNVERIFIED =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote", "-Xlog:cds*=off");

    private static int starts;

    private SharedClasses() {}

    /** This JVM's class path with its jars first: an archive covers no folders. */
    static String classPath() {
        return join(entries(Files::isRegularFile), entries(Files::isDirectory));
    }

    /** Options for a JVM on that class path, without the archive before it is made, or while another JVM makes it. */
    static synchronized List<String> options() throws IOException {
        Path archive = Path.of("target", "server-classes-" + build() + ".jsa").toAbsolutePath();
        starts++;
        if (starts > 1 && isOfJars() && !Files.exists(archive)) {
            make(archive);
        }
        return Files.exists(archive) ? with("-XX:SharedArchiveFile=" + archive) : UNVERIFIED;
    }

    private static void make(Path archive) throws IOException {
        try (FileChannel file = FileChannel.open(
                        archive.resolveSibling("server-classes.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null || Files.exists(archive)) {
                return;
            }
            Path folder = Files.createTempDirectory(archive.getParent(), "server-classes");
            Path draft = folder.resolve("draft.jsa");
            try (ServerProcess server = ServerProcess.up(
                    with("-XX:ArchiveClassesAtExit=" + draft),
                    join(entries(Files::isRegularFile), Stream.of()),
                    folder.resolve("data"))) {
                server.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static List<String> with(String option) {
        return Stream.concat(UNVERIFIED.stream(), Stream.of(option)).toList();
    }

    /** False in an IDE, which compiles into folders. */
    private static boolean isOfJars() {
        return Main.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .endsWith(".jar");
    }

    /** What an archive depends on: the jars, their sizes and times. */
    private static String build() {
        return Integer.toHexString(entries(Files::isRegularFile)
                .map(Path::of)
                .map(jar ->
                        jar + " " + jar.toFile().length() + " " + jar.toFile().lastModified())
                .toList()
                .hashCode());
    }

    private static Stream<String> entries(Predicate<Path> kind) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty() && kind.test(Path.of(entry)));
    }

    private static String join(Stream<String> first, Stream<String> then) {
        return Stream.concat(first, then).collect(Collectors.joining(File.pathSeparator));
    }
}
