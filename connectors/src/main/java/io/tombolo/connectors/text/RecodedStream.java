package io.tombolo.connectors.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of another encoding as UTF-8.
 *
 * <p>What is not text in that encoding becomes one byte that is not UTF-8: so the row that holds it is refused, and no other.
 */
final class RecodedStream extends InputStream {

    private static final byte NO_TEXT = (byte) 0xFF;
    private static final int CHUNK = 1 << 16;

    /** No encoding that is like ASCII has smaller bytes behind the first one of a character; line ends and separators are smaller. */
    private static final int LEAST_TRAIL = 0x30;

    private final InputStream raw;
    private final CharsetDecoder decoder;
    private final int unit;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer in = ByteBuffer.allocate(CHUNK).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(CHUNK);
    private final ByteBuffer out = ByteBuffer.allocate(4 * CHUNK).limit(0);
    private boolean ended;
    private boolean flushed;

    RecodedStream(InputStream raw, Charset charset) {
        this.raw = raw;
        String name = charset.name();
        this.unit = name.startsWith("UTF-16") ? 2 : name.startsWith("UTF-32") ? 4 : 1;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!out.hasRemaining()) {
            if (flushed) {
                return -1;
            }
            recode();
        }
        int count = Math.min(length, out.remaining());
        out.get(into, offset, count);
        return count;
    }

    private void recode() throws IOException {
        if (!ended && in.remaining() < 8) {
            in.compact();
            int read = raw.read(in.array(), in.position(), in.remaining());
            ended = read < 0;
            in.position(in.position() + Math.max(read, 0)).flip();
        }
        chars.clear();
        CoderResult result = decoder.decode(in, chars, ended);
        if (result.isUnderflow() && ended) {
            decoder.flush(chars);
            flushed = true;
        }
        chars.flip();
        out.clear();
        encode();
        if (result.isError()) {
            in.position(in.position() + faulty(result.length()));
            out.put(NO_TEXT);
        }
        out.flip();
    }

    /** How many bytes are passed over: decoders name lengths that reach over a line's end, and that one is good. */
    private int faulty(int length) {
        int count = Math.min(unit, length);
        while (unit == 1 && count < length && (in.get(in.position() + count) & 0xFF) >= LEAST_TRAIL) {
            count++;
        }
        return count;
    }

    /** What a decoder gives should be whole characters; where it is not, it is not text either. */
    private void encode() {
        encoder.reset();
        while (true) {
            CoderResult result = encoder.encode(chars, out, true);
            if (!result.isError()) {
                return;
            }
            chars.position(chars.position() + result.length());
            out.put(NO_TEXT);
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
