package io.tombolo.verification.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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
