package io.tombolo.verification.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A receipt without its wrapping, and back: a fuzzer would never guess the checksum around the message. */
final class Receipts {
    private static final byte[] MAGIC = {'T', 'F', 'R', '1'};
    private static final int CHECKSUM = 8;

    private Receipts() {}

    static byte[] unpacked(byte[] receipt) {
        byte[] message = new byte[ByteBuffer.wrap(receipt).getInt(MAGIC.length)];
        Inflater inflater = new Inflater();
        try {
            int head = MAGIC.length + Integer.BYTES;
            inflater.setInput(receipt, head, receipt.length - head - CHECKSUM);
            inflater.inflate(message);
            return message;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(e);
        } finally {
            inflater.end();
        }
    }

    /** The message with one endorsement more, by an honest endorser, with this for its signature. */
    static byte[] withSignature(byte[] message, byte[] signature) {
        return endorsed(message, firstEndorser(message), ByteString.copyFrom(signature));
    }

    /** The message with one endorsement more, by an endorser whose certificate has these bytes in PEM. */
    static byte[] withEndorser(byte[] message, byte[] certificate) {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
        ByteString identity =
                field(1, ByteString.copyFromUtf8("one.example")).concat(field(2, ByteString.copyFromUtf8(pem)));
        return endorsed(message, identity, ByteString.copyFrom(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1}));
    }

    private static byte[] endorsed(byte[] message, ByteString endorser, ByteString signature) {
        ByteString endorsement = field(5, field(1, endorser).concat(field(2, signature)));
        return ByteString.copyFrom(message).concat(endorsement).toByteArray();
    }

    private static ByteString firstEndorser(byte[] message) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                ByteString value = in.readBytes();
                if (WireFormat.getTagFieldNumber(tag) == 5) {
                    CodedInputStream inner = value.newCodedInput();
                    inner.readTag();
                    return inner.readBytes();
                }
            }
            throw new IllegalArgumentException("a receipt without endorsements");
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ByteString field(int number, ByteString value) {
        try {
            ByteString.Output out = ByteString.newOutput();
            CodedOutputStream coded = CodedOutputStream.newInstance(out);
            coded.writeBytes(number, value);
            coded.flush();
            return out.toByteString();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] packed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(message.length).array());
        Deflater deflater = new Deflater();
        deflater.setInput(message);
        deflater.finish();
        byte[] buffer = new byte[4096];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        try {
            byte[] checksum = MessageDigest.getInstance("SHA-256").digest(out.toByteArray());
            out.writeBytes(Arrays.copyOf(checksum, CHECKSUM));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
