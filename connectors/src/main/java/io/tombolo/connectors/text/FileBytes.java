package io.tombolo.connectors.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file's bytes as they are, up to a limit. */
public final class FileBytes implements PlainBytes {

    private final FileChannel channel;
    private final long limit;

    private FileBytes(FileChannel channel, long limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /** All bytes that the file has now and gets later. */
    public static FileBytes open(Path file) throws IOException {
        return open(file, Long.MAX_VALUE);
    }

    /** The first {@code limit} bytes: what is added behind them is not seen. */
    public static FileBytes open(Path file, long limit) throws IOException {
        return new FileBytes(FileChannel.open(file, StandardOpenOption.READ), limit);
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        if (at >= limit) {
            return -1;
        }
        int end = into.limit();
        if (into.remaining() > limit - at) {
            into.limit(into.position() + (int) (limit - at));
        }
        try {
            return channel.read(into, at);
        } finally {
            into.limit(end);
        }
    }

    @Override
    public long size() throws IOException {
        return Math.min(limit, channel.size());
    }

    /** The file itself. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
