package io.tombolo.connectors.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.connectors.folder.ContentProgress.End;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the files of one folder connector are shared, by its committed source offsets.
 *
 * @param rows shared, of all files
 * @param rejected refused, of all files
 * @param contents by the content's SHA-256 in hexadecimal, whether nothing more will come of it
 * @param refused by the content's SHA-256, the name of each file that is not shared whole, rows refused one by one excepted
 */
public record FolderReport(long rows, long rejected, Map<String, Boolean> contents, Map<String, String> refused) {

    /** Of a connector that has done nothing yet. */
    public static final FolderReport NONE = new FolderReport(0, 0, Map.of(), Map.of());

    public FolderReport {
        contents = Map.copyOf(contents);
        refused = Map.copyOf(refused);
    }

    /**
     * Reads Connect's answer to {@code GET /connectors/<name>/offsets}.
     *
     * @throws IllegalArgumentException when it is not such an answer
     */
    public static FolderReport ofAnswer(String json) {
        long rows = 0;
        long rejected = 0;
        Map<String, Boolean> contents = new HashMap<>();
        Map<String, String> refused = new HashMap<>();
        try {
            if (!(new ObjectMapper().readValue(json, Map.class).get("offsets") instanceof List<?> offsets)) {
                throw new IllegalArgumentException("answer about offsets: no list under offsets");
            }
            for (Object each : offsets) {
                if (each instanceof Map<?, ?> entry
                        && entry.get("partition") instanceof Map<?, ?> partition
                        && partition.get(ContentProgress.CONTENT) instanceof String hash
                        && entry.get("offset") instanceof Map<?, ?> offset) {
                    Map<String, Object> named = new HashMap<>();
                    offset.forEach((key, value) -> named.put(String.valueOf(key), value));
                    ContentProgress progress = ContentProgress.of(named);
                    if (progress != null) {
                        rows += progress.rows();
                        rejected += progress.rejected();
                        contents.put(hash, progress.end() != End.OPEN);
                        if (progress.end() == End.REFUSED || progress.end() == End.DAMAGED) {
                            refused.put(hash, progress.file());
                        }
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("answer about offsets: no JSON", e);
        }
        return new FolderReport(rows, rejected, contents, refused);
    }

    /** Whether nothing more will come of a content. */
    public boolean ended(String hash) {
        return contents.getOrDefault(hash, false);
    }
}
