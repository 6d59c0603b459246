package io.tombolo.connectors.push;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Takes a body's {@code Content-Encoding} off: gzip, or none. */
final class PackedBody {

    /** What JSON may unpack to however little it was, and how many times its compressed size above that. */
    private static final int SMALL = 64 * 1024;

    private static final int RATIO = 100;

    private PackedBody() {}

    /**
     * Whether a body is compressed.
     *
     * @param encoding the header's value, empty when it is missing
     * @throws RequestRefused with status 415 for any encoding but gzip and identity
     */
    static boolean isPacked(String encoding) {
        return switch (encoding.toLowerCase(java.util.Locale.ROOT)) {
            case "", "identity" -> false;
            case "gzip", "x-gzip" -> true;
            default ->
                throw new RequestRefused(new Problem(
                        415,
                        "content-encoding",
                        "Unsupported content encoding",
                        "Content-Encoding",
                        "'" + encoding + "'",
                        "must be gzip or identity"));
        };
    }

    /**
     * The plain body.
     *
     * @param limit of its bytes
     * @throws RequestRefused when it is damaged, or unpacks to more than it may
     */
    static byte[] unpacked(byte[] packed, int limit) {
        long byRatio = SMALL + (long) RATIO * packed.length;
        int most = (int) Math.min(limit, byRatio);
        try (InputStream plain = GzipCompressorInputStream.builder()
                .setInputStream(new ByteArrayInputStream(packed))
                .setDecompressConcatenated(true)
                .get()) {
            byte[] body = plain.readNBytes(most + 1);
            if (body.length > most) {
                throw new RequestRefused(Problem.tooLarge(
                        "body",
                        packed.length + " bytes of gzip unpack to more",
                        most == limit
                                ? "limit " + limit + " bytes"
                                : "limit " + most + " bytes for that many: " + SMALL + ", and " + RATIO
                                        + " times as many"));
            }
            return body;
        } catch (IOException e) {
            throw new RequestRefused(new Problem(
                    400,
                    "bad-request",
                    "Bad request",
                    "body",
                    "is not gzip, as Content-Encoding says: " + e.getMessage(),
                    "must be one whole gzip stream"));
        }
    }
}
