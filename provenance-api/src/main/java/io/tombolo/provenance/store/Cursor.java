package io.tombolo.provenance.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * How far the topics are applied, and how long each file was then: one small file, replaced atomically after everything that
 * it speaks of is on disk. What lies beyond it is cut off at the next start and applied again, so every record counts once.
 *
 * @param version of this file's form
 * @param cluster id of the Kafka cluster that the offsets belong to
 * @param topics next offset to read, by {@code topic-partition}
 */
record Cursor(
        @JsonProperty("version") int version,
        @JsonProperty("cluster") String cluster,
        @JsonProperty("topics") Map<String, Long> topics,
        @JsonProperty("logs") Map<String, LogMark> logs) {
    static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Cursor {
        topics = Map.copyOf(topics);
        logs = Map.copyOf(logs);
    }

    /**
     * Lengths of one log's files, and the size up to which its tree is verified.
     *
     * @param uploaded leaves in full bundles that the object store has
     * @param freed leaves, of these, that this folder may not have any more
     */
    record LogMark(
            @JsonProperty("entries") long entries,
            @JsonProperty("size") long size,
            @JsonProperty("checkpoints") SizedRecords.Mark checkpoints,
            @JsonProperty("anchors") Map<String, SizedRecords.Mark> anchors,
            @JsonProperty("faults") long faults,

            @JsonProperty("uploaded") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            long uploaded,

            @JsonProperty("freed") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            long freed) {
        LogMark {
            anchors = Map.copyOf(anchors);
        }
    }

    static Optional<Cursor> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Cursor found;
        try {
            found = JSON.readValue(Files.readAllBytes(file), Cursor.class);
        } catch (IOException unreadable) {
            throw new DamagedStoreException(file + ": " + unreadable.getMessage());
        }
        if (found.version() != VERSION) {
            throw new DamagedStoreException("%s: version %d, this is %d".formatted(file, found.version(), VERSION));
        }
        return Optional.of(found);
    }

    void write(Path file) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(this));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Folders.force(folder);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(file.toString(), broken);
        }
    }
}
