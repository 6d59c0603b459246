package io.tombolo.provenance;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A log as an honest owner makes it: entries with gaps between their offsets, bundles, signed heads and anchors of them. */
public final class SampleLog {
    public final Origin origin;
    public final KeyPair keys = Ed25519Keys.generate();
    private final Random random;
    private final List<byte[]> entries = new ArrayList<>();
    private final CompactRange range = CompactRange.empty();
    private long nextOffset;

    public SampleLog(String origin, long seed) {
        this.origin = Origin.parse(origin).orElseThrow();
        this.random = new Random(seed);
    }

    public SampleLog grow(int count) {
        for (int i = 0; i < count; i++) {
            byte[] commitment = new byte[32];
            random.nextBytes(commitment);
            append(commitment);
        }
        return this;
    }

    /** Appends the entry of a commitment, at the next offset or, now and then, one further. */
    public void append(byte[] commitment) {
        nextOffset += random.nextInt(8) == 0 ? 2 : 1;
        append(nextOffset, commitment);
    }

    public void append(long offset, byte[] commitment) {
        append(new Entry((byte) 0, offset, 1_700_000_000_000L + entries.size(), Hash.of(commitment)));
    }

    public void append(Entry entry) {
        nextOffset = entry.offset();
        entries.add(entry.encode());
        range.append(entry.encode());
    }

    public long size() {
        return entries.size();
    }

    public byte[] entry(long index) {
        return entries.get((int) index).clone();
    }

    public long offset(long index) {
        return ByteBuffer.wrap(entry(index)).getLong(2);
    }

    /** Bundle {@code index} of a log that has {@code size} entries. */
    public byte[] bundle(long index, long size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long i = index * 256; i < Math.min(size, (index + 1) * 256); i++) {
            bytes.write(0);
            bytes.write(50);
            bytes.writeBytes(entry(i));
        }
        return bytes.toByteArray();
    }

    public Hash rootAt(long size) {
        CompactRange at = CompactRange.empty();
        entries.subList(0, (int) size).forEach(at::append);
        return at.root();
    }

    public NoteSigner signer() {
        return NoteSigner.ed25519(origin.toString(), keys);
    }

    /** The head at the present size. */
    public HeldCheckpoint head() {
        return head(size(), range.root());
    }

    public HeldCheckpoint head(long size, Hash root) {
        return new HeldCheckpoint(
                size,
                root,
                0,
                offset(0),
                offset(size - 1),
                origin.dataset().topic(),
                1_700_000_000_000L + size,
                NoteSigner.sign(new Checkpoint(origin.toString(), size, root).text(), signer())
                        .format());
    }

    public HeldAnchor anchor(HeldCheckpoint head) {
        return new HeldAnchor(
                head.size(),
                head.root(),
                "fabric:tombolo/anchors",
                "tx" + head.size(),
                7L,
                head.sealedAt() + 500,
                head.note(),
                Bytes.of(new byte[] {1, 2, 3}));
    }
}
