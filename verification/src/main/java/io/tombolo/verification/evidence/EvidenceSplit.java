package io.tombolo.verification.evidence;

import io.tombolo.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An evidence file cut where its record's part ends: behind it stand checkpoint, anchors and trust, which files about the same
 * anchor share byte for byte. In the file's one spelling a member's bytes depend on its value alone, so a file is spelt as it must
 * be when its own part is, its shared part is, and the digest fits.
 */
public final class EvidenceSplit {
    /** A line break inside a text would be spelt as two characters, so this is at the top level only. */
    private static final byte[] SHARED = ascii("\n  \"checkpoint\": ");

    private static final byte[] DIGEST = ascii(",\n  \"digest\": \"");
    private static final byte[] QUOTE = ascii("\"");
    private static final byte[] CLOSE = ascii("\n}\n");
    private static final int HEX = 64;

    private final byte[] file;
    private final int sharedFrom;
    private final int sharedTo;

    private EvidenceSplit(byte[] file, int sharedFrom, int sharedTo) {
        this.file = file;
        this.sharedFrom = sharedFrom;
        this.sharedTo = sharedTo;
    }

    /** Empty for a file that can't be cut, which is not evidence in its one spelling. The file must not change behind its back. */
    public static Optional<EvidenceSplit> of(byte[] file) {
        int sharedTo = file.length - DIGEST.length - HEX - QUOTE.length - CLOSE.length;
        int sharedFrom = indexOfShared(file, sharedTo);
        return !CompactEvidence.isOne(file)
                        && file.length <= EvidenceFile.MAX_BYTES
                        && sharedFrom > 0
                        && file[sharedFrom - 1] == ','
                        && isAt(file, sharedTo, DIGEST)
                        && isAt(file, sharedTo + DIGEST.length + HEX, QUOTE)
                        && isAt(file, file.length - CLOSE.length, CLOSE)
                ? Optional.of(new EvidenceSplit(file, sharedFrom, sharedTo))
                : Optional.empty();
    }

    /** Where checkpoint, anchors and trust begin in the file. */
    public int sharedFrom() {
        return sharedFrom;
    }

    /** The byte behind them. */
    public int sharedTo() {
        return sharedTo;
    }

    /** The record's part; empty unless it is there in its one spelling, and is one that is read without a whole JSON reader. */
    public Optional<RecordInLog> own() {
        return OwnPartReader.read(file, sharedFrom - 1);
    }

    /** Whether the digest is that of all that precedes it. */
    public boolean digestFits() {
        MessageDigest digest = Hash.sha256();
        digest.update(file, 0, sharedTo);
        byte[] due = ascii(HexFormat.of().formatHex(digest.digest(CLOSE)));
        int at = sharedTo + DIGEST.length;
        return Arrays.equals(due, 0, HEX, file, at, at + HEX);
    }

    private static int indexOfShared(byte[] file, int end) {
        for (int i = 0; i < end - SHARED.length; i++) {
            if (file[i] == '\n' && isAt(file, i, SHARED)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAt(byte[] file, int at, byte[] what) {
        return at >= 0
                && at + what.length <= file.length
                && Arrays.equals(file, at, at + what.length, what, 0, what.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
