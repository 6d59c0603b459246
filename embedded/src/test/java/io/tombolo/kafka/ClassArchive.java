package io.tombolo.kafka;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An archive of the classes of a program that tests start again and again in JVMs of its own: a JVM maps them instead of reading, checking
 * and linking each. It is of one build, and lies in {@code target} of the module whose tests run.
 */
public final class ClassArchive {
    /** A JVM maps an archive only if both were started with the same checks. */
    private static final List<String> UNVERIFIED =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote", "-Xlog:cds*=off");

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final List<String> jars = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private final Path file;

    /** @param name the archive's file name begins with it */
    public ClassArchive(String name) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                jars.add(entry);
            } else if (Files.isDirectory(path)) {
                folders.add(entry);
            }
        }
        file = TARGET.resolve(name + "-" + build() + ".jsa");
    }

    /** With the module's tests from their jar, if the build makes one; an archive covers no folders. */
    public ClassArchive withTestsJar() throws IOException {
        Path tests = TARGET.resolve("test-classes");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(TARGET, "*-tests.jar")) {
            for (Path jar : found) {
                // An IDE compiles other folders too, and leaves the jar as an earlier build made it.
                if (folders.equals(List.of(tests.toString()))) {
                    folders.clear();
                    jars.add(0, jar.toString());
                }
            }
        }
        return this;
    }

    /** Where it is once it has been made. */
    public Path file() {
        return file;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /** This JVM's class path with its jars first. */
    public String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.concat(jars.stream(), folders.stream()).toList());
    }

    /** The jars of that class path. */
    public String jars() {
        return String.join(File.pathSeparator, jars);
    }

    /** Options for a JVM on the class path: with the archive if it exists, and otherwise so that {@link #write} can make it. */
    public List<String> options() {
        if (exists()) {
            return with("-XX:SharedArchiveFile=" + file);
        }
        return folders.isEmpty() ? with("-XX:+RecordDynamicDumpInfo") : UNVERIFIED;
    }

    /** Options for a JVM on {@link #jars} that writes an archive when it ends. */
    public static List<String> optionsThatWrite(Path draft) {
        return with("-XX:ArchiveClassesAtExit=" + draft);
    }

    /** Keeps what a JVM wrote: other JVMs see the whole archive or none. */
    public void keep(Path draft) throws IOException {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes it, unless it exists, from what a process has loaded that was started with {@link #options}. */
    public void write(Process process) throws IOException, InterruptedException {
        if (exists() || !folders.isEmpty()) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + "." + process.pid());
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "VM.cds",
                        "dynamic_dump",
                        draft.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0 || !Files.exists(draft)) {
            throw new IOException("no archive of the classes of process " + process.pid() + ": " + output);
        }
        keep(draft);
    }

    private static List<String> with(String option) {
        return Stream.concat(UNVERIFIED.stream(), Stream.of(option)).toList();
    }

    /** What an archive depends on: the jars, their sizes and times. */
    private String build() {
        return Integer.toHexString(jars.stream()
                .map(File::new)
                .map(jar -> jar + " " + jar.length() + " " + jar.lastModified())
                .toList()
                .hashCode());
    }
}
