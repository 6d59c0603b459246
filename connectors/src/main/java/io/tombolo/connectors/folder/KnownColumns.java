package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.SourceNames;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns that were found in a folder's files: their types, and by which names files call them. One thread. */
final class KnownColumns {

    /** The partition's only entry; see {@link FolderSourceTask}. */
    static final Map<String, String> PARTITION = Map.of("columns", "found");

    private static final String COLUMNS = "columns";
    private static final String NAMES = "names";

    private List<Column> columns;
    private final SourceNames names;

    private KnownColumns(List<Column> columns, SourceNames names) {
        this.columns = columns;
        this.names = names;
    }

    /**
     * What was found before.
     *
     * @param committed the source offset of a partition, or null
     * @param names that are known besides
     */
    static KnownColumns of(
            Function<Map<String, String>, @Nullable Map<String, Object>> committed, SourceNames names) {
        Map<String, Object> offset = committed.apply(PARTITION);
        if (offset == null) {
            return new KnownColumns(List.of(), names);
        }
        String spec = String.valueOf(offset.get(COLUMNS));
        names.add(offset.get(NAMES) instanceof String text ? text : null);
        return new KnownColumns(spec.isEmpty() ? List.of() : Column.parse(spec), names);
    }

    List<Column> columns() {
        return columns;
    }

    void set(List<Column> others) {
        columns = List.copyOf(others);
    }

    SourceNames names() {
        return names;
    }

    Map<String, String> toOffset() {
        return Map.of(COLUMNS, Column.spec(columns), NAMES, names.text());
    }
}
