package io.tombolo.ledger.evm;

import io.tombolo.ledger.LedgerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** How much gas transactions may use in a day of UTC; what was used survives a restart. */
final class GasBudget {
    private final Path file;
    private final long perDay;
    private final Clock clock;

    GasBudget(Path file, long perDay, Clock clock) {
        this.file = file;
        this.perDay = perDay;
        this.clock = clock;
    }

    private record Day(LocalDate date, long used) {}

    /** Why so much can't be used today; empty when it can. */
    Optional<String> objection(long gas) {
        Day today = today();
        return today.used() + gas <= perDay
                ? Optional.empty()
                : Optional.of("gas budget: " + today.used() + " of " + perDay + " used on " + today.date() + ", " + gas
                        + " more needed; it begins again at midnight UTC");
    }

    /** Before a transaction is sent: what it may use at most counts, and what it did not use is given back. */
    void use(long gas) {
        Day today = today();
        try {
            Path writing = file.resolveSibling(file.getFileName() + ".writing");
            Files.writeString(
                    writing, today.date() + " " + Math.max(0, today.used() + gas) + "\n", StandardCharsets.UTF_8);
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LedgerException("used gas can't be kept in " + file, e);
        }
    }

    private Day today() {
        LocalDate date = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try {
            if (Files.exists(file)) {
                String[] words =
                        Files.readString(file, StandardCharsets.UTF_8).strip().split(" ", -1);
                if (words[0].equals(date.toString())) {
                    return new Day(date, Long.parseLong(words[1]));
                }
            }
            return new Day(date, 0);
        } catch (IOException | RuntimeException e) {
            throw new LedgerException("used gas can't be read from " + file, e);
        }
    }
}
