package io.tombolo.verification.head;

import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.verdict.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a policy names for the owner of one log. One key may be named more than once, with different times of validity: it is
 * then valid in all of them.
 */
public final class OwnerKeys {
    private final String origin;
    private final List<LogKey> keys;
    private final List<NoteVerifier> verifiers;

    /** @param keys of the organisation that the log belongs to, see {@link io.tombolo.verification.trust.TrustPolicy#keysFor} */
    public OwnerKeys(String origin, List<LogKey> keys) {
        this.origin = origin;
        this.keys = List.copyOf(keys);
        this.verifiers = keys.stream().map(key -> key.verifier(origin)).toList();
    }

    /** What a checkpoint is worth that claims to be the owner's. */
    public sealed interface Opened {
        /**
         * The owner signed it.
         *
         * @param by what the policy says of the keys that signed, at least one
         */
        record Signed(Checkpoint checkpoint, List<LogKey> by) implements Opened {
            public Signed {
                by = List.copyOf(by);
            }

            /** Whether it counts without an anchor: a key with an end could be used later by anybody who holds it. */
            public boolean countsUnanchored() {
                return by.stream().anyMatch(key -> key.until().isEmpty());
            }
        }

        /** None of the policy's keys signed it, a signature is false, or it is about another log. */
        record Refused(Refusal refusal, String detail) implements Opened {}
    }

    /** Opens a signed note; an answer whatever the text is. */
    public Opened open(String note) {
        if (keys.isEmpty()) {
            return new Opened.Refused(
                    Refusal.NOT_TRUSTED,
                    "the policy has no key of " + LogKey.organisation(origin) + ", owner of " + origin);
        }
        CheckpointCheck check = Checkpoint.open(note, origin, verifiers);
        if (check instanceof CheckpointCheck.Opened opened) {
            return new Opened.Signed(opened.checkpoint(), by(opened.by()));
        }
        CheckpointCheck.Refused refused = (CheckpointCheck.Refused) check;
        return new Opened.Refused(
                switch (refused.reason()) {
                    case MALFORMED -> Refusal.MALFORMED;
                    case NOT_SIGNED -> Refusal.NOT_TRUSTED;
                    case FALSELY_SIGNED, OTHER_ORIGIN -> Refusal.ALTERED;
                },
                refused.detail());
    }

    private List<LogKey> by(List<NoteSignature> signatures) {
        Set<Integer> ids = new HashSet<>();
        signatures.forEach(signature -> ids.add(signature.keyId()));
        return keys.stream()
                .filter(key -> ids.contains(key.verifier(origin).keyId()))
                .toList();
    }
}
