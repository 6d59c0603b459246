package io.tombolo.connectors.avro;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.xerial.snappy.Snappy;

/** How the blocks of a file are compressed, by the name in its header. */
enum BlockCodec {
    NULL("null"),
    DEFLATE("deflate"),
    SNAPPY("snappy"),
    ZSTANDARD("zstandard"),
    BZIP2("bzip2");

    /** Bytes of a block at most, compressed and not: what a few bytes unpack to can be any number of them. */
    static final int MOST = 1 << 26;

    private static final int CRC_BYTES = 4;

    private final String id;

    BlockCodec(String id) {
        this.id = id;
    }

    static BlockCodec named(String id) throws IOException {
        List<BlockCodec> all = List.of(values());
        return all.stream()
                .filter(codec -> codec.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException("codec '" + (id.length() <= 40 ? id : id.substring(0, 40) + "…")
                        + "' can't be read; those that can are "
                        + String.join(", ", all.stream().map(codec -> codec.id).toList())));
    }

    /** @throws IOException when it can't be unpacked, or not into {@link #MOST} bytes */
    byte[] plain(byte[] packed) throws IOException {
        return switch (this) {
            case NULL -> packed;
            case SNAPPY -> snappy(packed);
            default -> {
                try (InputStream in = unpacking(new ByteArrayInputStream(packed))) {
                    byte[] plain = in.readNBytes(MOST + 1);
                    if (plain.length > MOST) {
                        throw tooLarge("more than " + MOST);
                    }
                    yield plain;
                }
            }
        };
    }

    private InputStream unpacking(InputStream packed) throws IOException {
        return switch (this) {
            case DEFLATE ->
                new InflaterInputStream(packed, new Inflater(true)) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        inf.end();
                    }
                };
            case BZIP2 -> new BZip2CompressorInputStream(packed);
            default -> new ZstdInputStream(packed);
        };
    }

    /** Avro puts a CRC-32 of the plain bytes behind them. */
    private static byte[] snappy(byte[] packed) throws IOException {
        int length = packed.length - CRC_BYTES;
        if (length < 0) {
            throw new IOException(packed.length + " bytes, at least " + CRC_BYTES + " for the checksum");
        }
        int size = Snappy.uncompressedLength(packed, 0, length);
        if (size < 0 || size > MOST) {
            throw tooLarge(String.valueOf(size));
        }
        byte[] plain = new byte[size];
        int unpacked = Snappy.uncompress(packed, 0, length, plain, 0);
        CRC32 crc = new CRC32();
        crc.update(plain, 0, unpacked);
        int said = 0;
        for (int i = 0; i < CRC_BYTES; i++) {
            said = (said << Byte.SIZE) | (packed[length + i] & 0xFF);
        }
        if ((int) crc.getValue() != said) {
            throw new IOException("its checksum does not match its content");
        }
        return unpacked == size ? plain : Arrays.copyOf(plain, unpacked);
    }

    private static IOException tooLarge(String size) {
        return new IOException("unpacks to " + size + " bytes, limit " + MOST);
    }
}
