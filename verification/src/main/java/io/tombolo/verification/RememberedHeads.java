package io.tombolo.verification;

import io.tombolo.merkle.TreeHead;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Level;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Results of the shared parts of evidence files, so that signatures cost once for each anchor. Only what was accepted is kept, under
 * all bytes that it was read from and the very policy that it was checked against: other bytes never find it. Safe for use by several
 * threads.
 */
final class RememberedHeads {
    private final Map<Key, Head> heads;

    /**
     * An accepted head.
     *
     * @param opening the checks of the owner's signature
     * @param anchoring the checks of the anchors
     */
    record Head(
            String origin,
            TreeHead head,
            Level level,
            boolean development,
            Optional<Instant> anchoredAt,
            List<Check> opening,
            List<Check> anchoring) {
        Head {
            opening = List.copyOf(opening);
            anchoring = List.copyOf(anchoring);
        }
    }

    /** Bytes {@code [from, to)} of an array, compared whole, and a policy, compared by identity: it is immutable, and held here. */
    private static final class Key {
        private final TrustPolicy policy;
        private final byte[] bytes;
        private final int from;
        private final int to;
        private final int hash;

        private Key(TrustPolicy policy, byte[] bytes, int from, int to) {
            this.policy = policy;
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            CRC32 sum = new CRC32();
            sum.update(bytes, from, to - from);
            this.hash = (int) sum.getValue() + System.identityHashCode(policy);
        }

        private Key copy() {
            return new Key(policy, Arrays.copyOfRange(bytes, from, to), 0, to - from);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // comparing all of its certificates would cost what is to be saved
        public boolean equals(Object other) {
            return other instanceof Key that
                    && policy == that.policy
                    && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** Keeps those that were asked for last, at most {@code capacity}. */
    RememberedHeads(int capacity) {
        this.heads = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Head> eldest) {
                return size() > capacity;
            }
        };
    }

    Optional<Head> find(TrustPolicy policy, byte[] file, int from, int to) {
        Key key = new Key(policy, file, from, to);
        synchronized (heads) {
            return Optional.ofNullable(heads.get(key));
        }
    }

    void keep(TrustPolicy policy, byte[] file, int from, int to, Head head) {
        Key key = new Key(policy, file, from, to).copy();
        synchronized (heads) {
            heads.put(key, head);
        }
    }
}
