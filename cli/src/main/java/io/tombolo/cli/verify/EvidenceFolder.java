package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The evidence files that a user means by naming files and folders. */
final class EvidenceFolder {
    private static final List<String> ENDINGS = List.of(".json", ".cbor", ".pdf");

    private EvidenceFolder() {}

    /**
     * Each file once: those that are named as they are, and of each folder those with evidence's endings, by name. A folder that can't be
     * listed is among them, so that it is reported as a file is that can't be read.
     *
     * @param policy what is not evidence though it may lie in a folder of it
     * @throws CommandException for a folder without evidence
     */
    static Set<Path> of(List<Path> named, @Nullable Path policy) {
        Set<Path> files = new LinkedHashSet<>();
        for (Path one : named) {
            if (!Files.isDirectory(one)) {
                files.add(one);
                continue;
            }
            List<Path> found = in(one, policy);
            if (found.isEmpty()) {
                throw new CommandException(one + ": the folder has no evidence, which is in files that end with "
                        + String.join(" or ", ENDINGS));
            }
            files.addAll(found);
        }
        return files;
    }

    private static List<Path> in(Path folder, @Nullable Path policy) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!Files.isDirectory(file) && isEvidence(file) && !isSame(file, policy)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) {
                    found.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new CommandException(folder + ": can't be listed: " + e.getMessage(), e);
        }
        found.sort(null);
        return found;
    }

    private static boolean isEvidence(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static boolean isSame(Path file, @Nullable Path policy) throws IOException {
        return policy != null && Files.exists(file) && Files.exists(policy) && Files.isSameFile(file, policy);
    }
}
