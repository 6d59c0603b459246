package io.tombolo.verification.stream;

import io.tombolo.merkle.CompactRange;
import io.tombolo.verification.verdict.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A log of made-up entries with gaps in their offsets, sealed in batches; and a reader's copy, to be tampered with. */
final class TestLog {
    static final String ORIGIN = "acme.example/flights/0";

    final List<byte[]> entries = new ArrayList<>();
    final List<byte[]> read = new ArrayList<>();
    final List<ExpectedHead> heads = new ArrayList<>();
    private final Random random;

    TestLog(int size, int batch, long seed) {
        random = new Random(seed);
        long offset = 7;
        CompactRange tree = CompactRange.empty();
        for (int i = 0; i < size; i++) {
            byte[] entry = entry(offset, 1_700_000_000_000L + i);
            entries.add(entry);
            read.add(entry.clone());
            tree.append(entry);
            if (tree.end() % batch == 0 || i == size - 1) {
                heads.add(new ExpectedHead(tree.end(), tree.root(), offset, Level.SEALED));
                offset++; // the transaction's marker
            }
            offset++;
        }
    }

    byte[] entry(long offset, long timestamp) {
        byte[] commitment = new byte[32];
        random.nextBytes(commitment);
        return ByteBuffer.allocate(50)
                .put((byte) 1)
                .put((byte) 0)
                .putLong(offset)
                .putLong(timestamp)
                .put(commitment)
                .array();
    }

    long offset(int i) {
        return offset(entries.get(i));
    }

    static long offset(byte[] entry) {
        return ByteBuffer.wrap(entry).getLong(2);
    }

    static byte[] at(byte[] entry, long offset) {
        byte[] moved = entry.clone();
        ByteBuffer.wrap(moved).putLong(2, offset);
        return moved;
    }

    static byte[] withCommitmentOf(byte[] entry, byte[] other) {
        byte[] changed = entry.clone();
        System.arraycopy(other, 18, changed, 18, 32);
        return changed;
    }

    byte[] slice(long from, long to) {
        ByteBuffer out = ByteBuffer.allocate((int) (to - from) * 50);
        entries.subList((int) from, (int) to).forEach(out::put);
        return out.array();
    }

    /** Reads everything, {@code poll} records at a time, and returns what was found. */
    List<Finding> verify(int poll) {
        Heard heard = new Heard();
        StreamVerifier verifier = new StreamVerifier(ORIGIN, CompactRange.empty(), this::slice, heard);
        heads.forEach(verifier::expect);
        long end = offset(entries.size() - 1) + 1;
        for (int i = 0; i < read.size(); i++) {
            verifier.append(read.get(i), 0);
            if (i % poll == poll - 1 && i + 1 < read.size()) {
                verifier.delivered(Math.min(end, lowestFrom(i + 1)));
            }
        }
        verifier.delivered(Long.MAX_VALUE);
        heard.verifiedSize = verifier.verifiedSize();
        assert verifier.findings() == heard.findings.size();
        return heard.findings;
    }

    private long lowestFrom(int i) {
        return read.subList(i, read.size()).stream()
                .mapToLong(TestLog::offset)
                .min()
                .orElse(0);
    }

    static final class Heard implements StreamListener {
        final List<Finding> findings = new ArrayList<>();
        final List<ExpectedHead> verified = new ArrayList<>();
        long verifiedSize;

        @Override
        public void compared(ExpectedHead head, long lastOffset) {
            verified.add(head);
        }

        @Override
        public void refused(Finding finding) {
            findings.add(finding);
        }
    }

    static byte[] join(List<byte[]> entries) {
        byte[] all = new byte[entries.size() * 50];
        for (int i = 0; i < entries.size(); i++) {
            System.arraycopy(entries.get(i), 0, all, i * 50, 50);
        }
        return Arrays.copyOf(all, all.length);
    }
}
