package io.tombolo.schemas.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding, read from an array that came from a stranger: no length is trusted before the bytes for it are
 * there. Avro's own decoder allocates up to 2 GiB on the word of five bytes.
 */
public final class BoundedDecoder extends Decoder {

    /** Items that take no bytes (null, an empty record) are trusted up to this many a body: all others take one byte at least. */
    static final int MAX_EMPTY_ITEMS = 1 << 16;

    private final byte[] data;
    private final long mostItems;
    private int position;
    private long items;

    /** Reads {@code data} from the byte {@code start} on. */
    public BoundedDecoder(byte[] data, int start) {
        this.data = data;
        this.position = start;
        this.mostItems = (long) data.length - start + MAX_EMPTY_ITEMS;
    }

    /** Bytes not read yet. */
    public int left() {
        return data.length - position;
    }

    @Override
    public void readNull() {
        // nothing to read
    }

    @Override
    public boolean readBoolean() throws IOException {
        int b = next();
        if (b > 1) {
            throw new AvroRuntimeException("boolean of " + b + ", must be 0 or 1");
        }
        return b == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw new AvroRuntimeException("int of " + value + ": over 32 bits");
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = next();
            raw |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new AvroRuntimeException("number of over 10 bytes");
    }

    @Override
    public float readFloat() throws IOException {
        int at = take(Float.BYTES);
        return Float.intBitsToFloat(littleEndian(at));
    }

    @Override
    public double readDouble() throws IOException {
        int at = take(Double.BYTES);
        return Double.longBitsToDouble(
                (littleEndian(at) & 0xffffffffL) | ((long) littleEndian(at + Integer.BYTES) << Integer.SIZE));
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        int length = length();
        int at = take(length);
        Utf8 text = old == null ? new Utf8() : old;
        text.setByteLength(length);
        System.arraycopy(data, at, text.getBytes(), 0, length);
        return text;
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        return new String(data, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        take(length());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        byte[] bytes = new byte[length()];
        System.arraycopy(data, take(bytes.length), bytes, 0, bytes.length);
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void skipBytes() throws IOException {
        take(length());
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        System.arraycopy(data, take(length), bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipItems();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipItems();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    /** A block's count; a negative one is followed by the block's size in bytes, which nobody needs here. */
    private long items() throws IOException {
        long count = readLong();
        if (count < 0) {
            readLong();
            count = -count;
        }
        return believable(count);
    }

    private long skipItems() throws IOException {
        long count = readLong();
        while (count < 0) {
            take(length());
            count = readLong();
        }
        return believable(count);
    }

    private long believable(long count) throws IOException {
        if (count < 0) {
            throw new AvroRuntimeException("block of " + count + " items");
        }
        if (count > left() && count > MAX_EMPTY_ITEMS) {
            throw new EOFException(count + " items announced, " + left() + " bytes left");
        }
        items += count;
        if (items > mostItems) {
            throw new AvroRuntimeException(
                    items + " items announced in all, limit " + mostItems + ": a byte for each of "
                            + (mostItems - MAX_EMPTY_ITEMS) + ", and " + MAX_EMPTY_ITEMS + " that are empty");
        }
        return count;
    }

    private int length() throws IOException {
        long length = readLong();
        if (length < 0) {
            throw new AvroRuntimeException("length of " + length);
        }
        if (length > left()) {
            throw new EOFException(length + " bytes announced, " + left() + " left");
        }
        return (int) length;
    }

    private int next() throws EOFException {
        if (position == data.length) {
            throw new EOFException("no byte left");
        }
        return data[position++] & 0xff;
    }

    /** Moves past some bytes; returns where they begin. */
    private int take(int count) throws EOFException {
        if (count > left()) {
            throw new EOFException(count + " bytes needed, " + left() + " left");
        }
        int at = position;
        position += count;
        return at;
    }

    private int littleEndian(int at) {
        return (data[at] & 0xff)
                | (data[at + 1] & 0xff) << 8
                | (data[at + 2] & 0xff) << 16
                | (data[at + 3] & 0xff) << 24;
    }
}
