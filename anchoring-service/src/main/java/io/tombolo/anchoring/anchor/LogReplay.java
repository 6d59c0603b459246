package io.tombolo.anchoring.anchor;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ConsistencyProofBuilder;
import io.tombolo.merkle.tile.EntryBundle;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from the ledger's head to the newest checkpoint in the log's own bundles: for a ledger that knows the log better
 * than the anchorer does, as after a rebuild. Costs a reading of the log, so it is the exception.
 */
final class LogReplay {
    /** Passes on the entry bundles of one log in order of index; of a partial one, its versions in order of size. */
    @FunctionalInterface
    interface Bundles {
        void read(String origin, Consumer<Bundle> sink);
    }

    /** One version of one bundle. */
    record Bundle(long index, EntryBundle entries) {}

    private final Bundles bundles;

    LogReplay(Bundles bundles) {
        this.bundles = bundles;
    }

    /** What was found. */
    sealed interface Found {
        /** The log holds the ledger's head, and leads from there to the newest checkpoint. */
        record Way(ConsistencyProofBuilder proofs) implements Found {}

        /** The log does not reach the newest checkpoint yet. */
        record NotYet(long leaves) implements Found {}

        /** The log has another root at the ledger's size. */
        record Contradiction(TreeHead ours) implements Found {}
    }

    /**
     * Reads the log.
     *
     * @param onLedger size of the ledger's head
     * @param root that head's; empty where it is not known, and for a log without leaves
     */
    Found find(String origin, long onLedger, Optional<Hash> root, TreeHead newest) {
        Reading reading = new Reading(onLedger, root, newest.size());
        // Compaction keeps the last version of each bundle, so that after a rebuild they need not stand in order.
        long before;
        do {
            before = reading.size();
            bundles.read(origin, reading::take);
        } while (reading.size() > before && reading.size() < newest.size());
        return reading.end(newest);
    }

    /** Appends full bundles as they come, and of the last one the fullest version. */
    private static final class Reading {
        private static final int FULL = 256;

        private final long onLedger;
        private final Optional<Hash> root;
        private final long until;
        private final CompactRange base = CompactRange.empty();
        private @Nullable ConsistencyProofBuilder proofs;
        private @Nullable Bundle partial;
        private @Nullable TreeHead contradiction;

        Reading(long onLedger, Optional<Hash> root, long until) {
            this.onLedger = onLedger;
            this.root = root;
            this.until = until;
            reachedBase();
        }

        void take(Bundle bundle) {
            if (bundle.index() != size() / FULL) {
                return;
            }
            if (bundle.entries().size() == FULL) {
                append(bundle);
                partial = null;
            } else if (partial == null
                    || partial.entries().size() < bundle.entries().size()) {
                partial = bundle;
            }
        }

        Found end(TreeHead newest) {
            if (partial != null) {
                append(partial);
            }
            if (contradiction != null) {
                return new Found.Contradiction(contradiction);
            }
            if (proofs == null || proofs.size() < until) {
                return new Found.NotYet(size());
            }
            TreeHead reached = proofs.head();
            return reached.equals(newest) ? new Found.Way(proofs) : new Found.Contradiction(reached);
        }

        long size() {
            return proofs == null ? base.end() : proofs.size();
        }

        private void append(Bundle bundle) {
            long at = bundle.index() * FULL;
            for (int i = 0; i < bundle.entries().size() && size() < until && contradiction == null; i++) {
                if (at + i == size()) {
                    byte[] entry = bundle.entries().entry(i);
                    if (proofs == null) {
                        base.append(entry);
                        reachedBase();
                    } else {
                        proofs.append(entry, 0, entry.length);
                    }
                }
            }
        }

        private void reachedBase() {
            if (base.end() == onLedger) {
                if (base.end() > 0 && root.isPresent() && !root.get().equals(base.root())) {
                    contradiction = base.head();
                } else {
                    proofs = ConsistencyProofBuilder.from(base);
                }
            }
        }
    }
}
