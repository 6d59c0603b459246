package io.tombolo.consumer.watch;

import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.consumer.usage.VerifiedLeaves;
import io.tombolo.merkle.CompactRange;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.LogEntries;
import java.util.List;
import java.util.Optional;

/**
 * What the read side had to say about one log, each word of it checked.
 *
 * @param start where the reading began in the log; reported once
 * @param findings what is refused of what it reported
 * @param delayed why it could not be asked
 * @param lookedBack what was delivered earlier and turned out to be what was sealed
 */
record LogUpdate(
        Optional<Start> start,
        List<SignedHead> heads,
        List<Finding> findings,
        Optional<String> delayed,
        List<VerifiedLeaves> lookedBack) {
    /** The proven beginning of the log that is not read, and where the log's own entries are to be had. */
    public record Start(String origin, CompactRange before, LogEntries entries) {}

    /** Whether there is nothing new. */
    public boolean isEmpty() {
        return start.isEmpty() && heads.isEmpty() && findings.isEmpty() && delayed.isEmpty() && lookedBack.isEmpty();
    }
}
