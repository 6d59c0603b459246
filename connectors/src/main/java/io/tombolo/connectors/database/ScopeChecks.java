package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import io.tombolo.schemas.AvroNames;
import io.tombolo.schemas.DatasetId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a connector will share the tables that were named, each as a dataset of its own, and each column under a name of its own. */
final class ScopeChecks {

    private final DatabaseConnector connector;
    private final Catalogue catalogue;
    private final DebeziumScope debezium;
    private final Function<SourceColumn, String> avro;
    private final Renames renames;

    ScopeChecks(
            DatabaseConnector connector,
            Catalogue catalogue,
            DebeziumScope debezium,
            Function<SourceColumn, String> avro) {
        this.connector = connector;
        this.catalogue = catalogue;
        this.debezium = debezium;
        this.avro = avro;
        this.renames = Renames.of(connector.config());
    }

    /** The named tables that are there, as the connector will see them. */
    List<Look.Table> tables() throws SQLException {
        List<Look.Table> tables = new ArrayList<>();
        for (TableName name : new LinkedHashSet<>(connector.names())) {
            Optional<SourceTable> found = catalogue.table(name);
            if (found.isPresent()) {
                tables.add(shared(found.get()));
            }
        }
        return tables;
    }

    private Look.Table shared(SourceTable table) {
        List<Look.Column> columns = table.columns().stream()
                .map(column -> new Look.Column(
                        column,
                        AvroNames.name(renames.column(table.name(), column.name())),
                        avro.apply(column),
                        debezium.shares(table.name(), column.name()) && !connector.leavesOut(column),
                        note(table, column)))
                .toList();
        return new Look.Table(table, connector.dataset(table.name()), columns, debezium.key(table));
    }

    private String note(SourceTable table, SourceColumn column) {
        List<String> notes = new ArrayList<>();
        if (column.generated()) {
            notes.add(connector.leavesOut(column) ? "generated, not in the database's log" : "generated");
        }
        if (column.large() && table.identity() != SourceTable.Identity.FULL) {
            notes.add("toasted when large");
        }
        if (!debezium.shares(table.name(), column.name())) {
            notes.add("left out by column.include.list or column.exclude.list");
        }
        return String.join("; ", notes);
    }

    /** Faults of the tables together. */
    List<Look.Finding> findings(List<Look.Table> tables) throws SQLException {
        List<Look.Finding> findings = new ArrayList<>();
        Set<TableName> named = new LinkedHashSet<>(connector.names());
        List<TableName> all = catalogue.names();
        for (TableName table : all) {
            if (debezium.shares(table) != named.contains(table)) {
                findings.add(
                        named.contains(table)
                                ? Look.Finding.bad(
                                        "table " + table,
                                        "is named, but the connector's filters leave it out",
                                        "remove table.include.list, table.exclude.list and their like from --set")
                                : Look.Finding.bad(
                                        "table " + table,
                                        "would be shared although it was not named",
                                        "remove table.include.list from --set, and name every table with --tables"));
            }
        }
        if (tables.size() == named.size()) {
            debezium.idleKeys(tables.stream().map(Look.Table::source).toList())
                    .forEach(rule -> findings.add(Look.Finding.bad(
                            "key " + rule,
                            "no shared table has such a column",
                            "name it with --key 'TABLE:COLUMN,…', in the database's own upper and lower case")));
        }
        findings.addAll(datasets(tables));
        for (Look.Table table : tables) {
            findings.addAll(columns(table));
            TableName root = table.source().root();
            if (root != null && named.contains(root)) {
                findings.add(Look.Finding.bad(
                        "table " + table.name(),
                        "is a partition of " + root + ", which is shared too: its changes come with that table's",
                        "leave it out of --tables"));
            }
        }
        return findings;
    }

    /** What is wrong with the name of a table that is not there. */
    Look.Finding missing(TableName name) throws SQLException {
        String near = catalogue.names().stream()
                .filter(other -> other.dotted().equalsIgnoreCase(name.dotted())
                        || other.dotted().equals(name.dotted()))
                .map(TableName::toString)
                .collect(Collectors.joining(" or "));
        return Look.Finding.bad(
                "table " + name,
                "there is no such table",
                near.isEmpty()
                        ? "write it as schema.table, in the database's own upper and lower case, without quotes"
                        : "there is " + near + ": write it so");
    }

    private static List<Look.Finding> datasets(List<Look.Table> tables) {
        Map<DatasetId, List<TableName>> byDataset = new LinkedHashMap<>();
        tables.forEach(one -> byDataset
                .computeIfAbsent(one.dataset(), dataset -> new ArrayList<>())
                .add(one.name()));
        List<Look.Finding> findings = new ArrayList<>();
        byDataset.forEach((dataset, names) -> {
            if (names.size() > 1) {
                findings.add(Look.Finding.bad(
                        "dataset " + dataset,
                        names.stream().map(TableName::toString).collect(Collectors.joining(" and "))
                                + " would both become it",
                        "give one another name with --rename '"
                                + NameList.escaped(names.get(names.size() - 1).toString())
                                + ":NAME', or write ${schema}-${table} in --dataset (${database} of MySQL and"
                                + " MariaDB)"));
            }
        });
        return findings;
    }

    private List<Look.Finding> columns(Look.Table table) {
        List<Look.Finding> findings = new ArrayList<>();
        String subject = "table " + table.name();
        List<Look.Column> shared =
                table.columns().stream().filter(Look.Column::shared).toList();
        twins(shared, one -> one.source().name().toLowerCase(Locale.ROOT))
                .forEach((same, names) -> findings.add(Look.Finding.bad(
                        subject,
                        "columns " + names + " differ in upper and lower case only, which Debezium can't distinguish",
                        "rename one of them in the database")));
        twins(shared, Look.Column::field)
                .forEach((field, names) -> findings.add(Look.Finding.bad(
                        subject,
                        "columns " + names + " would both become the field " + field + ", in Avro's letters",
                        "give one another name with --rename 'COLUMN:NEW'")));
        for (String column : table.key()) {
            Look.@Nullable Column found = table.columns().stream()
                    .filter(one -> one.source().name().equals(column))
                    .findFirst()
                    .orElse(null);
            if (found != null && !found.shared()) {
                findings.add(Look.Finding.bad(
                        subject, "column " + column + " is part of the key and is not shared", "share it too"));
            } else if (found != null && found.source().nullable()) {
                findings.add(Look.Finding.warning(
                        subject,
                        "column " + column + " is part of the key and may be null: a row without it is refused",
                        "make it NOT NULL in the database"));
            }
        }
        return findings;
    }

    private static Map<String, String> twins(List<Look.Column> columns, Function<Look.Column, String> name) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        columns.forEach(one -> byName.computeIfAbsent(name.apply(one), same -> new ArrayList<>())
                .add(one.source().name()));
        Map<String, String> twins = new LinkedHashMap<>();
        byName.forEach((same, names) -> {
            if (names.size() > 1) {
                twins.put(same, String.join(" and ", names));
            }
        });
        return twins;
    }
}
