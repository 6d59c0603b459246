package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which tables a back-fill can read in chunks. Debezium keeps the last key of a chunk with its position and gives it back to the
 * database to ask for the next chunk, as the object that the driver made of it: some of these can't be kept, which stops the
 * connector, and some can't be given back, which ends the back-fill. The rows of such tables are asked for at once, by the query of
 * a first snapshot; changes wait until they are read. The matrix ({@code mvn -Pmatrix}) has a key of every type.
 */
final class BackfillKeys {

    private static final Set<String> POSTGRES = Set.of(
            "smallint",
            "integer",
            "bigint",
            "oid",
            "boolean",
            "double precision",
            "text",
            "character varying",
            "character",
            "name",
            "uuid",
            "bytea",
            "timestamp without time zone",
            "timestamp with time zone",
            "time without time zone",
            "inet",
            "citext");

    private BackfillKeys() {}

    /** The setting that names the tables that can't be; none when all can. */
    static Map<String, String> ofPostgres(List<Look.Table> tables) {
        return settings(tables, BackfillKeys::postgres);
    }

    /** The same of MySQL and MariaDB, and tables whose floats only a first snapshot's query reads in full. */
    static Map<String, String> ofMySql(List<Look.Table> tables) {
        List<SourceTable> sources = tables.stream().map(Look.Table::source).toList();
        return settings(
                tables,
                table -> mySql(table)
                        && FloatSelects.roundedInBackfill(table.source(), sources)
                                .isEmpty());
    }

    private static Map<String, String> settings(List<Look.Table> tables, Predicate<Look.Table> inChunks) {
        List<String> atOnce = tables.stream()
                .filter(inChunks.negate())
                .map(table -> table.name().toString())
                .toList();
        return atOnce.isEmpty() ? Map.of() : Map.of(Backfill.AT_ONCE, NameList.of(atOnce));
    }

    /** A bit is given back as other bytes, a float with other digits; enumerations are sorted by number and compared as text. */
    private static boolean mySql(Look.Table table) {
        return key(table).noneMatch(column -> column.baseType().matches("(?i)(bit|float|enum|set)\\b.*"));
    }

    private static Stream<SourceColumn> key(Look.Table table) {
        return table.key().stream().map(table.source()::column).flatMap(Optional::stream);
    }

    private static boolean postgres(Look.Table table) {
        return key(table)
                .allMatch(column -> column.kind() == SourceColumn.Kind.ENUM
                        || POSTGRES.contains(column.baseType().replaceFirst("\\(.*?\\)", "")));
    }
}
