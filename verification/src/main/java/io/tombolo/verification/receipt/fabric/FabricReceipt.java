package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A receipt taken apart, version 1 of docs/receipts.md: magic, length, zlib of a protobuf message, checksum. */
record FabricReceipt(
        ByteString channelHeader,
        ByteString signatureHeader,
        ByteString proposalPayload,
        ByteString responsePayload,
        List<Endorsement> endorsements) {
    private static final byte[] MAGIC = {'T', 'F', 'R', '1'};
    private static final int HEADER_BYTES = 8;
    private static final int CHECKSUM_BYTES = 8;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ENDORSEMENTS = 100;

    /** One peer's signature over the response payload and its own identity. */
    record Endorsement(ByteString endorser, ByteString signature) {}

    static FabricReceipt parse(byte[] receipt) {
        Message fields = Message.parse(ByteString.copyFrom(inflate(receipt)));
        if (!fields.holdsOnly(1, 2, 3, 4, 5)) {
            throw new MalformedException("fields other than 1 to 5");
        }
        List<Endorsement> endorsements = new ArrayList<>();
        for (ByteString encoded : fields.all(5)) {
            Message endorsement = Message.parse(encoded);
            endorsements.add(new Endorsement(endorsement.bytes(1), endorsement.bytes(2)));
        }
        if (endorsements.isEmpty() || endorsements.size() > MAX_ENDORSEMENTS) {
            throw new MalformedException(endorsements.size() + " endorsements, must be 1 to " + MAX_ENDORSEMENTS);
        }
        return new FabricReceipt(
                fields.bytes(1), fields.bytes(2), fields.bytes(3), fields.bytes(4), List.copyOf(endorsements));
    }

    /** SHA-256 of the question, which the answer must carry. */
    ByteString proposalHash() {
        MessageDigest digest = Hash.sha256();
        digest.update(channelHeader.asReadOnlyByteBuffer());
        digest.update(signatureHeader.asReadOnlyByteBuffer());
        digest.update(proposalPayload.asReadOnlyByteBuffer());
        return ByteString.copyFrom(digest.digest());
    }

    /** Hex of SHA-256(nonce ‖ creator), which must be the transaction id of the question. */
    String transactionId() {
        Message header = Message.parse(signatureHeader);
        MessageDigest digest = Hash.sha256();
        digest.update(header.bytes(2).asReadOnlyByteBuffer());
        digest.update(header.bytes(1).asReadOnlyByteBuffer());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** {@code google.protobuf.Timestamp}. */
    static Instant instant(Message timestamp) {
        long seconds = timestamp.number(1);
        long nanos = timestamp.number(2);
        if (seconds < 0 || seconds > 253_402_300_799L || nanos < 0 || nanos > 999_999_999) {
            throw new MalformedException("timestamp " + seconds + " s " + nanos + " ns");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private static byte[] inflate(byte[] receipt) {
        if (receipt.length < HEADER_BYTES + CHECKSUM_BYTES
                || !Arrays.equals(receipt, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedException("does not begin with TFR1");
        }
        int end = receipt.length - CHECKSUM_BYTES;
        MessageDigest digest = Hash.sha256();
        digest.update(receipt, 0, end);
        if (!Arrays.equals(receipt, end, receipt.length, digest.digest(), 0, CHECKSUM_BYTES)) {
            throw new MalformedException("checksum does not match");
        }
        int length = ByteBuffer.wrap(receipt).getInt(MAGIC.length);
        if (length < 0 || length > MAX_BYTES) {
            throw new MalformedException("fields of " + length + " bytes, limit " + MAX_BYTES);
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(receipt, HEADER_BYTES, end - HEADER_BYTES);
            byte[] fields = new byte[length];
            int read = inflater.inflate(fields);
            // One byte more than announced must not come, and none of the input may be left over.
            boolean exact = read == length && inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (!exact || inflater.getRemaining() > 0) {
                throw new MalformedException("compressed fields are not " + length + " bytes");
            }
            return fields;
        } catch (DataFormatException e) {
            throw new MalformedException("zlib: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
