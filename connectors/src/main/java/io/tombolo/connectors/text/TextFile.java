package io.tombolo.connectors.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A text file, compressed with gzip when its name ends in {@code .gz}.
 *
 * @param size how many of its bytes belong to it; what was added later is not seen
 * @param charset its encoding; UTF-8, UTF-16 and UTF-32 with a byte order mark are recognised by the mark, whatever this says
 */
public record TextFile(Path path, long size, Charset charset) implements PlainText {

    private static final int MARK_BYTES = 4;

    /** Its plain text in UTF-8. A UTF-8 byte order mark stays where it is. */
    @Override
    public PlainBytes open() throws IOException {
        Charset told = mark();
        Charset used = told == null ? charset : told;
        if (!packed() && used.equals(StandardCharsets.UTF_8)) {
            return FileBytes.open(path, size);
        }
        InputStream plain = plain();
        return new StreamBytes(used.equals(StandardCharsets.UTF_8) ? plain : new RecodedStream(plain, used));
    }

    /**
     * Reads what is compressed to its end, where its checksum is: so a file that was cut or damaged is known before its first row is
     * shared.
     *
     * @throws IOException when it is not whole
     */
    public void verify() throws IOException {
        if (packed()) {
            try (InputStream in = plain()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private boolean packed() {
        return path.toString().endsWith(".gz");
    }

    private InputStream plain() throws IOException {
        InputStream raw = new BufferedInputStream(
                new LimitedStream(Channels.newInputStream(Files.newByteChannel(path)), size), 1 << 16);
        if (!packed()) {
            return raw;
        }
        try {
            // Java's own reader takes damage behind the first member of a file for its end.
            return new BufferedInputStream(
                    GzipCompressorInputStream.builder()
                            .setInputStream(raw)
                            .setDecompressConcatenated(true)
                            .get(),
                    1 << 16);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The encoding that a byte order mark indicates, or null without one. */
    private @Nullable Charset mark() throws IOException {
        byte[] first;
        try (InputStream in = plain()) {
            first = in.readNBytes(MARK_BYTES);
        }
        if (starts(first, 0xEF, 0xBB, 0xBF)) {
            return StandardCharsets.UTF_8;
        }
        if (starts(first, 0xFF, 0xFE, 0, 0) || starts(first, 0, 0, 0xFE, 0xFF)) {
            return Charset.forName("UTF-32");
        }
        // Java's UTF-16 and UTF-32 take the mark away and obey it.
        return starts(first, 0xFE, 0xFF) || starts(first, 0xFF, 0xFE) ? StandardCharsets.UTF_16 : null;
    }

    private static boolean starts(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
