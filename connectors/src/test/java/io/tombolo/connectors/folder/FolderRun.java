package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.SourceRun;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;

/** One folder's task. */
final class FolderRun extends SourceRun<FolderRun> {

    FolderRun(Path folder, Clock clock) {
        super(
                Map.of(
                        "path", folder.toString(),
                        "dataset", "acme.example/drops",
                        "key.columns", "id",
                        "quiet.ms", "0",
                        "scan.ms", "10"),
                () -> new FolderSourceTask(clock));
    }

    @Override
    protected FolderRun self() {
        return this;
    }

    List<Object> values(String field) {
        return rows.stream()
                .map(r -> (Struct) r.value())
                .map(row -> row.schema().field(field) == null ? null : row.get(field))
                .toList();
    }

    List<String> reasons() {
        return rejected.stream()
                .map(r -> Path.of(r.getString("file")).getFileName() + " " + r.getInt64("line") + " "
                        + r.getString("reason"))
                .toList();
    }

    List<String> events() {
        return notes.stream()
                .map(n -> n.getString("event") + " " + n.getString("file") + " " + n.getInt64("rows"))
                .toList();
    }

    /** The files of which nothing more is shared. */
    Set<String> refusedFiles() {
        return notes.stream()
                .filter(note -> note.getString("event").equals("REFUSED"))
                .map(note -> note.getString("file"))
                .collect(Collectors.toSet());
    }

    /** What is committed of the content that lay under a name: its numbers of rows shared and refused. */
    Map<String, Long> counts(String file) {
        return committed.values().stream()
                .filter(offset -> file.equals(offset.get("file")))
                .map(offset -> Map.of("rows", (Long) offset.get("rows"), "rejected", (Long) offset.get("rejected")))
                .findFirst()
                .orElse(Map.of("rows", 0L, "rejected", 0L));
    }

    List<String> reasonsOf(String file) {
        return rejected.stream()
                .filter(one -> one.getString("file").endsWith("/" + file))
                .map(one -> one.getString("reason") + " " + one.getString("detail"))
                .toList();
    }

    /** The names in the rows of each file, in order. */
    Map<String, List<Object>> namesByFile() {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.headers()
                                .lastWithName("tombolo-source-object")
                                .value()
                                .toString(),
                        Collectors.mapping(row -> ((Struct) row.value()).get("name"), Collectors.toList())));
    }
}
