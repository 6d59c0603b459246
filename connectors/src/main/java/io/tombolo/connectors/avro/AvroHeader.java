package io.tombolo.connectors.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** A container file's first bytes: what its records are, how its blocks are compressed, and the marker that ends each block. */
record AvroHeader(Schema schema, BlockCodec codec, ByteBuffer sync, long end) {

    static final int SYNC_BYTES = 16;

    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int LONGEST = 1 << 24;

    static AvroHeader read(FileCursor in) throws IOException {
        for (byte b : MAGIC) {
            if (in.next() != b) {
                throw new IOException("does not begin with 'Obj' and 1");
            }
        }
        Map<String, byte[]> entries = entries(in);
        byte[] schema = entries.get("avro.schema");
        if (schema == null) {
            throw new IOException("its header has no avro.schema");
        }
        byte[] codec = entries.get("avro.codec");
        BlockCodec packed = codec == null ? BlockCodec.NULL : BlockCodec.named(text(codec));
        ByteBuffer sync = ByteBuffer.wrap(in.bytes(SYNC_BYTES)).asReadOnlyBuffer();
        return new AvroHeader(parsed(text(schema)), packed, sync, in.position());
    }

    /** Avro's map of bytes, in blocks of entries. */
    private static Map<String, byte[]> entries(FileCursor in) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        while (true) {
            long count = in.number();
            if (count == 0) {
                return entries;
            }
            if (count < 0) {
                in.number(); // the block's length in bytes
                count = -count;
            }
            for (long i = 0; i < count; i++) {
                String key = text(sized(in));
                if (entries.put(key, sized(in)) != null) {
                    throw new IOException("its header has two entries of one name");
                }
                if (in.position() > LONGEST) {
                    throw new IOException("its header has more than " + LONGEST + " bytes");
                }
            }
        }
    }

    private static byte[] sized(FileCursor in) throws IOException {
        long length = in.number();
        if (length < 0 || length > Math.min(LONGEST, in.left())) {
            throw new IOException("its header has an entry of " + length + " bytes, " + in.left() + " are left");
        }
        return in.bytes((int) length);
    }

    private static String text(byte[] utf8) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("its header is not UTF-8", e);
        }
    }

    private static Schema parsed(String json) throws IOException {
        try {
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(json);
        } catch (AvroRuntimeException e) {
            throw new IOException("its schema can't be read: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new IOException("its schema is nested too deeply", e);
        }
    }
}
