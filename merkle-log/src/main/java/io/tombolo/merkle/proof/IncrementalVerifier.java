package io.tombolo.merkle.proof;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import java.util.List;
import java.util.Optional;

/**
 * Recomputes a log while its entries stream by, and says whether it matches a signed head. Keeps O(log n) bytes. Mutable, for one
 * thread at a time.
 */
public final class IncrementalVerifier {

    /** How a head compares with what was seen. */
    public sealed interface HeadCheck {
        /** Same size, same root: the entries seen are exactly the log's. */
        record Matches() implements HeadCheck {}

        /** Same size, another root: the entries seen are not the log's. */
        record Differs(Hash computed) implements HeadCheck {}

        /** The head is larger: this many entries have yet to come before it can be compared. */
        record NotYet(long missing) implements HeadCheck {}

        /** The head is smaller: the moment at which it could be compared has gone by. */
        record GoneBy(long extra) implements HeadCheck {}
    }

    private final CompactRange range;

    private IncrementalVerifier(CompactRange range) {
        this.range = range;
    }

    /** Starts at a log's first entry. */
    public static IncrementalVerifier fromStart() {
        return new IncrementalVerifier(CompactRange.empty());
    }

    /**
     * Starts after the leaves of {@code proven}: a compact range from 0 whose root was found equal to a signed head's, or one that
     * this verifier serialised.
     */
    public static IncrementalVerifier from(CompactRange proven) {
        if (proven.begin() != 0) {
            throw new IllegalArgumentException(proven + ": must begin at 0");
        }
        return new IncrementalVerifier(proven.copy());
    }

    /**
     * Starts in the middle of a log, in front of leaf {@code prefix.begin()}: empty unless {@code prefix}, a proof of the empty window
     * there, holds under a head that the caller trusts.
     */
    public static Optional<IncrementalVerifier> fromPrefix(RangeProof prefix, TreeHead trusted) {
        return prefix.verify(List.of(), trusted).holds()
                ? Optional.of(new IncrementalVerifier(CompactRange.of(0, prefix.begin(), prefix.left())))
                : Optional.empty();
    }

    /** Number of entries seen, those before the start included: the index of the entry that comes next. */
    public long size() {
        return range.end();
    }

    /** Takes the next entry, which lies in {@code buffer}. */
    public void append(byte[] buffer, int offset, int length) {
        range.append(buffer, offset, length);
    }

    public void append(byte[] entry) {
        range.append(entry);
    }

    public void appendLeafHash(Hash leaf) {
        range.appendLeafHash(leaf);
    }

    /** Takes the leaves of a range that begins at this verifier's size, which may have been hashed on another thread. */
    public void append(CompactRange next) {
        range.append(next);
    }

    /** Compares a head with the entries seen so far. */
    public HeadCheck check(TreeHead head) {
        if (head.size() > range.end()) {
            return new HeadCheck.NotYet(head.size() - range.end());
        }
        if (head.size() < range.end()) {
            return new HeadCheck.GoneBy(range.end() - head.size());
        }
        Hash computed = range.root();
        return computed.equals(head.root()) ? new HeadCheck.Matches() : new HeadCheck.Differs(computed);
    }

    /** A copy of the state: serialise it, restore it, and continue from it. */
    public CompactRange range() {
        return range.copy();
    }
}
