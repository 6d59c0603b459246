package io.tombolo.http.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of logins, and the files of authorities that it names. All are read again when one of them changes, for the next request or
 * handshake; what can't be used leaves the last good reading in place, with a warning in the log. Safe for use by several threads.
 */
final class LoginsFile {
    private static final Logger LOG = LoggerFactory.getLogger(LoginsFile.class);

    private final Path file;
    private final Clock clock;
    private Logins current;
    private String seen;

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    LoginsFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        // Before the content: what is written meanwhile is read once more.
        String before = state(file);
        this.current = Logins.read(file, clock, Optional.empty());
        this.seen = before + state(current);
    }

    /** As the files are now, or were when they were last good. */
    synchronized Logins newest() {
        String now = state(file) + state(current);
        if (!now.equals(seen)) {
            seen = now;
            try {
                Logins read = Logins.read(file, clock, Optional.of(current));
                current = read;
                seen = state(file) + state(read);
                LOG.atInfo().addKeyValue("file", file).log("New logins are in use");
            } catch (IllegalArgumentException e) {
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("Changed logins can't be used; those before stay in use");
            }
        }
        return current;
    }

    private static String state(Logins logins) {
        return Stream.concat(logins.authoritiesFile().stream(), logins.issuersFile().stream())
                .map(LoginsFile::state)
                .collect(Collectors.joining());
    }

    static String state(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file) + " ";
        } catch (IOException e) {
            return "missing ";
        }
    }
}
