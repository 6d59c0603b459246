package io.tombolo.cli;

import io.tombolo.kafka.ClassArchive;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The archive of the classes of {@code up}. It is made when the tests of one JVM start their second server, which then takes half of the CPU. */
final class SharedClasses {
    private static final ClassArchive ARCHIVE = new ClassArchive("server-classes");

    private static int starts;

    private SharedClasses() {}

    static String classPath() {
        return ARCHIVE.classPath();
    }

    /** Options for a JVM on that class path, without the archive before it is made, or while another JVM makes it. */
    static synchronized List<String> options() throws IOException {
        starts++;
        if (starts > 1 && isOfJars() && !ARCHIVE.exists()) {
            make();
        }
        return ARCHIVE.options();
    }

    private static void make() throws IOException {
        try (FileChannel file = FileChannel.open(
                        ARCHIVE.file().resolveSibling("server-classes.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null || ARCHIVE.exists()) {
                return;
            }
            Path folder = Files.createTempDirectory(ARCHIVE.file().getParent(), "server-classes");
            Path draft = folder.resolve("draft.jsa");
            try (ServerProcess server =
                    ServerProcess.up(ClassArchive.optionsThatWrite(draft), ARCHIVE.jars(), folder.resolve("data"))) {
                server.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            ARCHIVE.keep(draft);
        }
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
}
