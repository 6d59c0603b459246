package io.tombolo.ledger.embedded;

import io.tombolo.merkle.Hash;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.common.Block;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks in a row in one file, each as {@code u32 length ‖ block ‖ SHA-256 of both}. A block is on disk before its
 * transaction is told committed. A process killed while it writes leaves a last block that is cut short: that one was never
 * told to anybody, and goes. Anything else that doesn't add up is damage, and stops the ledger.
 */
final class BlockFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFile.class);
    private static final int MAX_BLOCK_BYTES = 128 << 20;
    private static final int CHECKSUM_BYTES = 32;

    private final FileChannel channel;

    private BlockFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the file, hands every block to {@code replay} in order, and is ready to append. */
    static BlockFile open(Path file, Consumer<Block> replay) throws IOException {
        long length = Files.exists(file) ? Files.size(file) : 0;
        long good = length == 0 ? 0 : read(file, length, replay);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (good < length) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("bytes", length - good)
                    .log("last block was cut short when the process ended; it was never confirmed, and is dropped");
            channel.truncate(good);
            channel.force(true);
        }
        channel.position(good);
        return new BlockFile(channel);
    }

    void append(Block block) throws IOException {
        byte[] bytes = block.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length + CHECKSUM_BYTES);
        frame.putInt(bytes.length).put(bytes);
        frame.put(checksum(frame.array(), 4 + bytes.length)).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Returns where the last whole block ends. */
    private static long read(Path file, long length, Consumer<Block> replay) throws IOException {
        long at = 0;
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 1 << 20))) {
            while (at < length) {
                if (length - at < 4) {
                    return at;
                }
                int size = in.readInt();
                if (size < 0 || size > MAX_BLOCK_BYTES) {
                    throw damaged(file, at, "a block of " + size + " bytes, limit " + MAX_BLOCK_BYTES);
                }
                long frame = 4L + size + CHECKSUM_BYTES;
                if (length - at < frame) {
                    return at;
                }
                byte[] bytes = new byte[4 + size];
                ByteBuffer.wrap(bytes).putInt(size);
                in.readFully(bytes, 4, size);
                byte[] sum = in.readNBytes(CHECKSUM_BYTES);
                if (!Arrays.equals(sum, checksum(bytes, bytes.length))) {
                    throw damaged(file, at, "checksum does not match");
                }
                replay.accept(Block.parser().parseFrom(bytes, 4, size));
                at += frame;
            }
        }
        return at;
    }

    private static EmbeddedLedgerException damaged(Path file, long at, String what) {
        return new EmbeddedLedgerException(
                file + " is damaged at byte " + at + ": " + what + "; restore the folder from a copy", null);
    }

    private static byte[] checksum(byte[] bytes, int length) {
        var digest = Hash.sha256();
        digest.update(bytes, 0, length);
        return digest.digest();
    }
}
