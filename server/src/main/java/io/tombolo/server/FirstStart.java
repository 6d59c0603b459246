package io.tombolo.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a first start made that never became ready, because it failed or was killed. It is bound to that start's options (secured or not, for
 * which name, on which ledger and cluster) and holds nothing of anybody's, so the next start removes it and begins again; only the
 * logs stay, to find the reason. What somebody may have put there, and what can't be made again, keeps the folder as it is.
 */
final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final String MARKER = "tombolo.new";
    private static final Set<String> KEPT = Set.of("logs", "connect");

    private FirstStart() {}

    /** Called before anything else is done in the folder, by the holder of its lock; {@code own} are the holder's files. */
    static void begin(Path root, Set<String> own) throws IOException {
        List<Path> made = list(root).stream()
                .filter(one -> !own.contains(name(one)) && !KEPT.contains(name(one)))
                .toList();
        if (made.isEmpty()) {
            Files.writeString(root.resolve(MARKER), "Its first start has not been ready yet.\n");
        } else if (Files.exists(root.resolve(MARKER)) && !isUsed(root)) {
            for (Path one : made) {
                if (!name(one).equals(MARKER)) {
                    delete(one);
                }
            }
            LOG.atInfo().addKeyValue("folder", root).log("What a first start made that never was ready is removed");
        }
    }

    /** From now on everything in the folder stays. */
    static void ready(Path root) throws IOException {
        Files.deleteIfExists(root.resolve(MARKER));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** An organisation's keys, a key for push, or a contract on a chain. */
    private static boolean isUsed(Path root) throws IOException {
        for (String folder : List.of("keys", "members", "push", "invitations")) {
            if (Files.isDirectory(root.resolve(folder))
                    && !list(root.resolve(folder)).isEmpty()) {
                return true;
            }
        }
        return Files.exists(root.resolve("ledger").resolve("contract"));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
