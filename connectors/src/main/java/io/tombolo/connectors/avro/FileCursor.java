package io.tombolo.connectors.avro;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The first {@code size} bytes of a file, from any place on. One thread. */
final class FileCursor implements Closeable {

    private static final int CHUNK = 1 << 16;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private long chunkEnd;

    FileCursor(Path file, long size) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.size = size;
    }

    long position() {
        return chunkEnd - chunk.remaining();
    }

    /** Bytes not read yet. */
    long left() {
        return size - position();
    }

    void seek(long position) {
        chunk.limit(0);
        chunkEnd = position;
    }

    /** The next byte, 0 to 255. */
    int next() throws IOException {
        if (!chunk.hasRemaining()) {
            fill();
        }
        return chunk.get() & 0xFF;
    }

    /** Avro's long: zigzag, seven bits a byte. */
    long number() throws IOException {
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int b = next();
            raw |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new IOException("a number of more than 10 bytes");
    }

    /** @param count not more than are left, or {@link EOFException} */
    byte[] bytes(int count) throws IOException {
        if (count > left()) {
            throw new EOFException(count + " bytes needed, " + left() + " left");
        }
        byte[] bytes = new byte[count];
        int at = 0;
        while (at < count) {
            if (!chunk.hasRemaining()) {
                fill();
            }
            int some = Math.min(chunk.remaining(), count - at);
            chunk.get(bytes, at, some);
            at += some;
        }
        return bytes;
    }

    private void fill() throws IOException {
        long left = size - chunkEnd;
        chunk.clear().limit((int) Math.min(CHUNK, Math.max(0, left)));
        while (chunk.hasRemaining()) {
            if (channel.read(chunk, chunkEnd + chunk.position()) <= 0) {
                break;
            }
        }
        chunk.flip();
        chunkEnd += chunk.remaining();
        if (!chunk.hasRemaining()) {
            throw new EOFException("the file ends at byte " + chunkEnd);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
