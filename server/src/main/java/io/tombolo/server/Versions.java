package io.tombolo.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which versions of Tombolo a data folder was used by: a line for each change, {@code <time, ISO 8601> <version>}. */
final class Versions {
    private static final String FILE = "tombolo.versions";

    private Versions() {}

    /** This version was ready on the folder. */
    static void note(Path root) throws IOException {
        @Nullable String built = Versions.class.getPackage().getImplementationVersion();
        String version = built == null ? "(development)" : built;
        if (!last(root).equals(Optional.of(version))) {
            Files.writeString(
                    root.resolve(FILE),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + version + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /** The one that was ready on it last; folders of before 0.1.0 do not say. */
    static Optional<String> last(Path root) throws IOException {
        Path file = root.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(lines.get(lines.size() - 1).replaceFirst("^\\S+ ", ""));
    }
}
