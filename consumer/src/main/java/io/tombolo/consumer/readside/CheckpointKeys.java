package io.tombolo.consumer.readside;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.trust.LogKey;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * The keys that a policy names for one log. A key with an end of validity counts only where a ledger vouches for the time: anybody who
 * holds it later could sign for any time.
 */
final class CheckpointKeys {
    private final String origin;
    private final List<LogKey> keys;
    private final List<NoteVerifier> endless;
    private final List<NoteVerifier> limited;

    CheckpointKeys(String origin, List<LogKey> keys) {
        this.origin = origin;
        this.keys = keys;
        this.endless = verifiers(key -> key.until().isEmpty());
        this.limited = verifiers(key -> key.until().isPresent());
    }

    boolean areAny() {
        return !keys.isEmpty();
    }

    /** Opens a checkpoint for which no ledger vouches. */
    CheckpointCheck open(String note) {
        return Checkpoint.open(note, origin, endless);
    }

    /** Whether a key signed it that counts only together with an anchor. */
    boolean isByLimitedKey(String note) {
        return !limited.isEmpty() && Checkpoint.open(note, origin, limited) instanceof CheckpointCheck.Opened;
    }

    /** Whether an anchor counts for the time at which its ledger took it. Where all keys hold for ever, a receipt is enough. */
    boolean countsAnchor(String note, AnchoredFact fact) {
        if (keys.stream().allMatch(key -> key.from().isEmpty() && key.until().isEmpty())) {
            return true;
        }
        Instant anchoredAt = fact.anchoredAt();
        return Checkpoint.open(note, origin, verifiers(key -> key.isValidAt(anchoredAt)))
                        instanceof CheckpointCheck.Opened opened
                && opened.checkpoint().head().equals(new TreeHead(fact.size(), fact.root()));
    }

    private List<NoteVerifier> verifiers(Predicate<LogKey> which) {
        return keys.stream().filter(which).map(key -> key.verifier(origin)).toList();
    }
}
