package io.tombolo.connectors.format;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Unpacks Parquet's pages without Hadoop's codecs: snappy, gzip, zstd and lz4_raw. */
final class ParquetCodecs implements CompressionCodecFactory {

    /** Bytes of one page at most, unpacked. */
    private static final int LARGEST_PAGE = 1 << 27;

    /** What a page may unpack to however small it is, and how many times its size above that. */
    private static final int SMALL = 1 << 24;

    private static final int RATIO = 100;

    /** @throws ConnectException when pages compressed so can't be read */
    static void check(CompressionCodecName codec) {
        new ParquetCodecs().getDecompressor(codec).release();
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("nothing is written in Parquet");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> new Pages(codec);
            default ->
                throw new ConnectException("Parquet codec " + codec
                        + " can't be read; those that can are UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW");
        };
    }

    @Override
    public void release() {}

    private record Pages(CompressionCodecName codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput packed, int size) throws IOException {
            return BytesInput.from(plain(packed.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer into, int size) throws IOException {
            if (packedSize < 0 || packedSize > packed.remaining()) {
                throw new IOException("page: " + packedSize + " bytes, " + packed.remaining() + " are there");
            }
            byte[] bytes = new byte[packedSize];
            packed.get(bytes);
            into.put(plain(bytes, size));
        }

        private byte[] plain(byte[] packed, int size) throws IOException {
            if (codec == CompressionCodecName.UNCOMPRESSED) {
                return packed;
            }
            long most = Math.min(LARGEST_PAGE, SMALL + (long) RATIO * packed.length);
            if (size < 0 || size > most) {
                throw new IOException("page: " + packed.length + " bytes unpack to " + size + ", limit " + most);
            }
            byte[] plain = new byte[size];
            switch (codec) {
                case SNAPPY -> {
                    if (Snappy.uncompressedLength(packed) != size) {
                        throw new IOException("page: " + Snappy.uncompressedLength(packed) + " bytes, must be " + size);
                    }
                    Snappy.uncompress(packed, 0, packed.length, plain, 0);
                }
                case GZIP -> {
                    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                        int read = in.readNBytes(plain, 0, size);
                        if (read != size || in.read() >= 0) {
                            throw new IOException("page: unpacks to another size than " + size + " bytes");
                        }
                    }
                }
                case ZSTD -> {
                    long read = Zstd.decompressByteArray(plain, 0, size, packed, 0, packed.length);
                    if (Zstd.isError(read) || read != size) {
                        throw new IOException("page: unpacks to another size than " + size + " bytes");
                    }
                }
                default -> {
                    int read = new Lz4Decompressor().decompress(packed, 0, packed.length, plain, 0, size);
                    if (read != size) {
                        throw new IOException("page: " + read + " bytes, must be " + size);
                    }
                }
            }
            return plain;
        }

        @Override
        public void release() {}
    }
}
