package io.tombolo.connectors.database;

import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.Map;

/**
 * What a look at a database has shown, before a connector is made on it.
 *
 * @param findings what the connector needs and whether it is there: the database's first, then each table's
 * @param tables the tables that will be shared, as the connector will see them
 * @param settings further settings of the connector that follow from the catalogue; what the user sets wins over them
 */
public record Look(List<Finding> findings, List<Table> tables, Map<String, String> settings) {

    public Look {
        findings = List.copyOf(findings);
        tables = List.copyOf(tables);
        settings = Map.copyOf(settings);
    }

    /**
     * The result of a look at one of a database's settings.
     *
     * @param subject what was looked at, as {@code wal_level}
     * @param state whether the connector can work with it
     * @param found what is there
     * @param remedy what to do about it, in SQL where that is how; empty when nothing is to be done
     */
    public record Finding(String subject, State state, String found, String remedy) {

        /** Whether the connector can work with what was found. */
        public enum State {
            GOOD,
            /** It works, but something will be missing or costs more. */
            WARNING,
            /** It can't work. */
            BAD
        }

        static Finding good(String subject, String found) {
            return new Finding(subject, State.GOOD, found, "");
        }

        static Finding bad(String subject, String found, String remedy) {
            return new Finding(subject, State.BAD, found, remedy);
        }

        static Finding warning(String subject, String found, String remedy) {
            return new Finding(subject, State.WARNING, found, remedy);
        }
    }

    /**
     * One table that the connector will share, as it will see it.
     *
     * @param source the table in the database
     * @param dataset what its changes become
     * @param columns all of its columns, in the table's order; also those that are not shared
     * @param key the columns that make an event's key; empty if there are none
     */
    public record Table(SourceTable source, DatasetId dataset, List<Column> columns, List<String> key) {

        public Table {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }

        /** The table's full name. */
        public TableName name() {
            return source.name();
        }
    }

    /**
     * One column of a shared table, and what happens to it.
     *
     * @param source the column in the database
     * @param field its field in the events, in Avro's letters
     * @param avro the field's type in the events, as {@code long} or {@code array<string>}
     * @param shared whether its values leave the database
     * @param note what is special about it, in a few words; empty if nothing is
     */
    public record Column(SourceColumn source, String field, String avro, boolean shared, String note) {}
}
