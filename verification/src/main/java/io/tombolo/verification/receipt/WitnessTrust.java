package io.tombolo.verification.receipt;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteVerifier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A witness (C2SP tlog-witness) as a policy trusts it: it has seen a head of a log, and every head that it cosigned before is a
 * beginning of that one.
 *
 * @param name {@code witness:<name of its key>}
 * @param keys its keys in their text form (vkey, type 0x04), all of that name, at least one
 * @param operator who runs it; empty when the policy does not say. Witnesses of one operator count as one
 */
public record WitnessTrust(String name, List<String> keys, Optional<String> operator) implements AnchorTrust {
    /** What a witness's name begins with. */
    public static final String PREFIX = "witness:";

    private static final int BETWEEN_NAME_AND_KEY = "+01234567+".length();

    public WitnessTrust {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("ledger " + name + ": no key, at least 1");
        }
        for (String key : keys) {
            String named = PREFIX + verifier(name, key).name();
            if (!named.equals(name)) {
                throw new IllegalArgumentException("ledger " + name + ": its key is that of " + named);
            }
        }
    }

    /** The witness of one key, run by nobody in particular. */
    public static WitnessTrust ofVkey(String vkey) {
        return new WitnessTrust(PREFIX + verifier("witness", vkey).name(), List.of(vkey), Optional.empty());
    }

    /** The keys as verifiers of cosignatures. */
    public List<NoteVerifier> verifiers() {
        return keys.stream().map(key -> verifier(name, key)).toList();
    }

    @Override
    public boolean isRead(String kind) {
        return kind.equals("witness");
    }

    @Override
    public Set<?> authorities() {
        return keys.stream()
                .map(key -> key.substring(verifier(name, key).name().length() + BETWEEN_NAME_AND_KEY))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static NoteVerifier verifier(String name, String key) {
        try {
            return Cosignature.verifier(key);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("ledger " + name + ": " + e.getMessage(), e);
        }
    }
}
