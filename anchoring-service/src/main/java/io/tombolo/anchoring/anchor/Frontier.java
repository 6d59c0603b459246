package io.tombolo.anchoring.anchor;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ConsistencyProofBuilder;
import io.tombolo.schemas.contract.SealedBatch;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the anchorer knows of one log between the last head on the ledger and the newest checkpoint: enough to prove the one from
 * the other without a single entry, however long the ledger was away. A few kilobytes; for one thread at a time.
 */
final class Frontier {
    private static final byte FORMAT = 1;

    /**
     * A head that was, or is about to be, passed to the ledger.
     *
     * @param sealedAt the owner's clock, ms; 0 when it was submitted by a process before this one
     */
    record Submitted(TreeHead head, String note, long sealedAt) {}

    /** A batch that was sealed while the log was being read again. */
    private record Passed(CompactRange range, long size, Hash root) {}

    private final String origin;
    private final String organisation;
    private final String dataset;
    private final int source;
    private ConsistencyProofBuilder proofs;
    private String newestNote = "";
    private Hash newestRoot;
    private @Nullable Submitted submitted;
    private String setAside = "";
    private boolean behind;
    private long newestSize;
    private long published;
    private long newestSealedAt;
    private long waitingSince;
    private @Nullable List<Passed> sinceAsked;

    Frontier(String origin, String organisation, String dataset, int source) {
        this.origin = origin;
        this.organisation = organisation;
        this.dataset = dataset;
        this.source = source;
        this.proofs = ConsistencyProofBuilder.from(CompactRange.empty());
        this.newestRoot = proofs.head().root();
    }

    /** Of a log of which nothing is known any more but its anchors that were published, up to this size. */
    static Frontier lost(String origin, String organisation, String dataset, int source, long published) {
        Frontier log = new Frontier(origin, organisation, dataset, source);
        log.published = published;
        return log;
    }

    String origin() {
        return origin;
    }

    String organisation() {
        return organisation;
    }

    String dataset() {
        return dataset;
    }

    /** Partition of the checkpoints' topic that this log's checkpoints come from. */
    int source() {
        return source;
    }

    /** Size of the last head known to be on the ledger. */
    long anchoredSize() {
        return proofs.baseSize();
    }

    long newestSize() {
        return newestSize;
    }

    @Nullable Submitted submitted() {
        return submitted;
    }

    /** Why this log is not anchored any more; empty while it is. */
    String setAsideFor() {
        return setAside;
    }

    /** Whether the ranges can't lead from the ledger's head to the newest checkpoint: the log must be read again. */
    boolean isBehind() {
        return behind;
    }

    /** Takes up a newer checkpoint; an older one, as a rebuild writes again, is passed over. */
    void take(SealedBatch batch, @Nullable CompactRange range) {
        if (batch.size() <= newestSize) {
            return;
        }
        if (!wantsAnchoring()) {
            waitingSince = batch.sealedAt().toEpochMilli();
        }
        newestSize = batch.size();
        newestRoot = batch.root();
        newestNote = batch.note();
        newestSealedAt = batch.sealedAt().toEpochMilli();
        if (!behind) {
            join(range, batch.size(), batch.root());
        } else if (sinceAsked != null && range != null) {
            sinceAsked.add(new Passed(range, batch.size(), batch.root()));
        }
    }

    private void join(@Nullable CompactRange range, long size, Hash root) {
        if (range == null || range.begin() != proofs.size() || range.end() != size) {
            behind = true;
            return;
        }
        proofs.append(range);
        if (!proofs.head().root().equals(root)) {
            setAside("RANGE: leads to root " + proofs.head().root() + " at size " + size + ", sealed is " + root);
        }
    }

    /** Whether there is a head to hand to the ledger, a new one or one whose outcome is not known. */
    boolean wantsAnchoring() {
        return setAside.isEmpty() && !behind && (submitted != null || newestSize > anchoredSize());
    }

    /** The head to hand to the ledger: the one whose outcome is not known, or the newest one, which is remembered as such. */
    HeadToAnchor submit() {
        Submitted head = submitted;
        if (head == null) {
            proofs.mark();
            head = new Submitted(newestHead(), newestNote, newestSealedAt);
            submitted = head;
        }
        long from = anchoredSize();
        return new HeadToAnchor(
                origin,
                head.head().size(),
                head.head().root(),
                from,
                from == 0 ? List.of() : proofs.proof(from, head.head().size()).path(),
                head.note());
    }

    /** The submitted head is on the ledger. */
    void committed() {
        Submitted head = submitted;
        if (head == null) {
            throw new IllegalStateException("log " + origin + ": nothing was submitted");
        }
        proofs.forgetBelow(head.head().size());
        published = Math.max(published, head.head().size());
        submitted = null;
        waitingSince = newestSealedAt;
    }

    /** Sealing time of the oldest head that waits, by the owner's clock, ms; 0 when it waited before this process began. */
    long waitingSince() {
        return waitingSince;
    }

    /** The ledger holds another head than was thought: the way from it is to be found in the log. */
    void lost() {
        submitted = null;
        behind = true;
    }

    /** The log is being read again up to the newest head; what is sealed meanwhile is kept, to be joined to what is found. */
    TreeHead ask() {
        sinceAsked = new ArrayList<>();
        return newestHead();
    }

    /** The way from the ledger's head to the one of {@link #ask()}, read from the log again. */
    void found(ConsistencyProofBuilder way) {
        proofs = way;
        submitted = null;
        behind = false;
        published = Math.max(published, way.baseSize());
        List<Passed> passed = sinceAsked == null ? List.of() : sinceAsked;
        sinceAsked = null;
        for (Passed batch : passed) {
            if (!behind && setAside.isEmpty() && batch.size() > proofs.size()) {
                join(batch.range(), batch.size(), batch.root());
            }
        }
        if (setAside.isEmpty() && proofs.size() != newestSize) {
            behind = true;
        }
    }

    /** Size of the newest anchor that was published. */
    long publishedSize() {
        return published;
    }

    TreeHead newestHead() {
        return new TreeHead(newestSize, newestRoot);
    }

    /** The signed note of {@link #newestHead()}. */
    String newestNote() {
        return newestNote;
    }

    void setAside(String why) {
        setAside = why;
        submitted = null;
    }

    /** Another try for a log that was set aside: from the head that the ledger holds, whichever that is. */
    void retry() {
        if (!setAside.isEmpty()) {
            setAside = "";
            lost();
        }
    }

    byte[] serialise() {
        byte[] way = proofs.serialise();
        byte[][] texts = {
            utf8(origin),
            utf8(organisation),
            utf8(dataset),
            utf8(setAside),
            utf8(newestNote),
            utf8(submitted == null ? "" : submitted.note())
        };
        int length = 1 + 4 + 1 + 8 + 8 + 32 + 8 + 32 + 4 + way.length;
        for (byte[] text : texts) {
            length += 4 + text.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length)
                .put(FORMAT)
                .putInt(source)
                .put((byte) (behind ? 1 : 0))
                .putLong(published)
                .putLong(newestSize)
                .put(newestRoot.toBytes());
        out.putLong(submitted == null ? 0 : submitted.head().size());
        out.put(submitted == null ? new byte[32] : submitted.head().root().toBytes());
        for (byte[] text : texts) {
            out.putInt(text.length).put(text);
        }
        return out.putInt(way.length).put(way).array();
    }

    static Frontier restore(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalStateException("frontier: format " + format + ", limit " + FORMAT);
            }
            int source = in.getInt();
            boolean behind = in.get() == 1;
            long published = in.getLong();
            long newestSize = in.getLong();
            Hash newestRoot = hash(in);
            long submittedSize = in.getLong();
            Hash submittedRoot = hash(in);
            Frontier frontier = new Frontier(text(in), text(in), text(in), source);
            frontier.setAside = text(in);
            frontier.newestNote = text(in);
            String submittedNote = text(in);
            frontier.proofs = ConsistencyProofBuilder.restore(take(in));
            frontier.behind = behind;
            frontier.published = published;
            frontier.newestSize = newestSize;
            frontier.newestRoot = newestRoot;
            frontier.submitted = submittedSize == 0
                    ? null
                    : new Submitted(new TreeHead(submittedSize, submittedRoot), submittedNote, 0);
            return frontier;
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new IllegalStateException("frontier: cut off at " + bytes.length + " bytes", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Hash hash(ByteBuffer in) {
        byte[] hash = new byte[Hash.LENGTH];
        in.get(hash);
        return Hash.of(hash);
    }

    private static String text(ByteBuffer in) {
        return new String(take(in), StandardCharsets.UTF_8);
    }

    private static byte[] take(ByteBuffer in) {
        byte[] part = new byte[in.getInt()];
        in.get(part);
        return part;
    }
}
