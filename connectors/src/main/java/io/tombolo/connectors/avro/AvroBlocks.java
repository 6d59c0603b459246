package io.tombolo.connectors.avro;

import io.tombolo.schemas.avro.BoundedDecoder;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one container file, in order. Avro's own reader takes the end of a file in the middle of a block, and a block that
 * says that it holds nothing, for the end of the records. One thread.
 */
public final class AvroBlocks implements Closeable {

    /** What the file holds at a place. */
    public sealed interface Found {
        /** Byte where it begins. */
        long position();

        /**
         * A block whose content is as many records as it declares.
         *
         * @param bytes its records, unpacked
         */
        record Records(long position, long count, ByteBuffer bytes) implements Found {}

        /**
         * A block, or what should be one, that can't be read.
         *
         * @param count records that it declares, 1 where it declares none that could be
         * @param counted whether that number can be relied on
         * @param why a sentence without its subject
         */
        record Damaged(long position, long count, boolean counted, String why) implements Found {}
    }

    private final FileCursor in;
    private final AvroHeader header;

    private AvroBlocks(FileCursor in, AvroHeader header) {
        this.in = in;
        this.header = header;
    }

    /**
     * Opens a file at its first block.
     *
     * @param size how many of its bytes belong to it
     * @throws IOException when its header can't be read; the message says why
     */
    public static AvroBlocks open(Path file, long size) throws IOException {
        FileCursor in = new FileCursor(file, size);
        try {
            return new AvroBlocks(in, AvroHeader.read(in));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** What every record is. */
    public Schema schema() {
        return header.schema();
    }

    /** Byte where the next block begins. */
    public long position() {
        return in.position();
    }

    /** Continues at a byte where a block begins. */
    public void seek(long position) {
        in.seek(position);
    }

    /** The next block, or null at the end of the file. */
    public @Nullable Found next() throws IOException {
        if (in.left() <= 0) {
            return null;
        }
        long start = in.position();
        long count = 1;
        try {
            count = in.number();
            byte[] packed = in.bytes(size(count, in.number()));
            boolean ended = ByteBuffer.wrap(in.bytes(AvroHeader.SYNC_BYTES)).equals(header.sync());
            Found content = content(start, count, packed);
            if (ended) {
                return content;
            }
            // Only the marker itself is damaged when all that lies before it is sound.
            return content instanceof Found.Records
                    ? new Found.Damaged(start, count, true, "no sync marker at its end")
                    : lost(start, count, "no sync marker at its end");
        } catch (EOFException e) {
            return lost(start, count, "the file ends in the middle of it");
        } catch (IOException e) {
            return lost(start, count, String.valueOf(e.getMessage()));
        }
    }

    private int size(long count, long size) throws IOException {
        if (count < 0 || size < 0) {
            throw new IOException("it declares " + count + " records in " + size + " bytes");
        }
        if (size > in.left() - AvroHeader.SYNC_BYTES) {
            throw new IOException(
                    "it declares " + size + " bytes, the file ends " + in.left() + " bytes behind its head");
        }
        if (size > BlockCodec.MOST) {
            throw new IOException("it has " + size + " bytes, limit " + BlockCodec.MOST);
        }
        return (int) size;
    }

    private Found content(long start, long count, byte[] packed) {
        byte[] plain;
        try {
            plain = header.codec().plain(packed);
        } catch (IOException | RuntimeException e) {
            return new Found.Damaged(start, count, true, "can't be unpacked: " + reason(e));
        }
        BoundedDecoder decoder = new BoundedDecoder(plain, 0);
        long held = 0;
        try {
            // A record of a schema without fields takes no bytes: then the number is all there is.
            while (held < count && (decoder.left() > 0 || plain.length == 0)) {
                GenericDatumReader.skip(header.schema(), decoder);
                held++;
                if (plain.length == 0) {
                    held = count;
                }
            }
        } catch (IOException | RuntimeException e) {
            return new Found.Damaged(start, count, true, "record " + (held + 1) + " in it: " + reason(e));
        } catch (StackOverflowError e) {
            return new Found.Damaged(start, count, true, "record " + (held + 1) + " in it: nested too deeply");
        }
        if (held < count || decoder.left() > 0) {
            return new Found.Damaged(
                    start,
                    count,
                    false,
                    "declares " + count + " records and holds " + held
                            + (decoder.left() > 0 ? " and " + decoder.left() + " bytes more" : ""));
        }
        return new Found.Records(start, held, ByteBuffer.wrap(plain));
    }

    /** Continues behind the next sync marker: what lies before it can't be distinguished any more. */
    private Found lost(long start, long count, String why) throws IOException {
        in.seek(start);
        byte[] last = new byte[AvroHeader.SYNC_BYTES];
        int filled = 0;
        while (in.left() > 0) {
            System.arraycopy(last, 1, last, 0, last.length - 1);
            last[last.length - 1] = (byte) in.next();
            filled++;
            if (filled >= last.length && ByteBuffer.wrap(last).equals(header.sync())) {
                break;
            }
        }
        return new Found.Damaged(start, Math.max(1, Math.min(count, in.position() - start)), false, why);
    }

    private static String reason(Exception e) {
        String said = e.getMessage();
        if (said != null && !said.isBlank()) {
            return said;
        }
        return e instanceof AvroRuntimeException || e instanceof IOException
                ? "damaged"
                : e.getClass().getSimpleName();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
