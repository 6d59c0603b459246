package io.tombolo.reconcile;

import io.tombolo.connectors.database.SourceColumn;
import io.tombolo.connectors.database.SourceTable;
import io.tombolo.reconcile.source.ComparedColumn;
import io.tombolo.reconcile.source.SourceDatabase;
import io.tombolo.reconcile.source.ValueForm;
import io.tombolo.schemas.AvroNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What of one table is compared.
 *
 * @param keyed whether rows of both sides can be matched by their keys; else only their numbers are compared
 * @param key the key's columns, in the order of the feed's keys
 * @param columns all compared columns
 * @param absent columns that the feed lacks, though no rule keeps them back
 * @param notCompared columns that are not compared, each with the reason
 */
record TablePlan(
        boolean keyed,
        List<ComparedColumn> key,
        List<ComparedColumn> columns,
        List<String> absent,
        List<String> notCompared) {
    TablePlan {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        absent = List.copyOf(absent);
        notCompared = List.copyOf(notCompared);
    }

    /**
     * The plan for a table.
     *
     * @param keySchema of the feed's keys; null when it has none yet
     * @param row of the feed's rows; null when it has none yet
     */
    static TablePlan of(
            SourceDatabase source,
            SourceTable table,
            SharedFields fields,
            @Nullable Schema keySchema,
            @Nullable Schema row) {
        List<ComparedColumn> columns = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        List<String> notCompared = new ArrayList<>();
        for (SourceColumn column : table.columns()) {
            Optional<String> withheld = fields.withheld(table.name(), column.name());
            String name = fields.field(table.name(), column.name());
            Schema.Field field = row == null ? null : field(row, name);
            if (withheld.isPresent()) {
                notCompared.add(column.name() + ": " + withheld.get());
            } else if (row != null && field == null) {
                absent.add(column.name());
            } else {
                Optional<ValueForm> form = source.form(column, field == null ? null : field.schema());
                form.ifPresentOrElse(
                        found -> columns.add(new ComparedColumn(column.name(), named(field, name), found)),
                        () -> notCompared.add(column.name() + ": values of type " + column.type()
                                + " have no text that both sides agree on"));
            }
        }
        List<ComparedColumn> key = key(source, table, fields, keySchema);
        boolean keyed = !key.isEmpty()
                && key.size() == keyNames(table, fields, keySchema).size();
        if (!keyed) {
            notCompared.add("all values: the key " + String.join(", ", keyNames(table, fields, keySchema))
                    + " is masked or can't be compared, so rows are only counted");
        }
        return new TablePlan(keyed, key, columns, absent, notCompared);
    }

    private static List<ComparedColumn> key(
            SourceDatabase source, SourceTable table, SharedFields fields, @Nullable Schema keySchema) {
        List<ComparedColumn> key = new ArrayList<>();
        for (String name : keyNames(table, fields, keySchema)) {
            Optional<SourceColumn> column = table.columns().stream()
                    .filter(one -> fields.field(table.name(), one.name()).equals(name))
                    .findFirst();
            Schema.Field field = keySchema == null ? null : keySchema.getField(AvroNames.name(name));
            column.filter(one -> fields.withheld(table.name(), one.name()).isEmpty())
                    .flatMap(one -> source.form(one, field == null ? null : field.schema())
                            .map(form -> new ComparedColumn(one.name(), named(field, name), form)))
                    .ifPresent(key::add);
        }
        return key;
    }

    private static List<String> keyNames(SourceTable table, SharedFields fields, @Nullable Schema keySchema) {
        return keySchema == null
                ? table.key().stream()
                        .map(column -> fields.field(table.name(), column))
                        .toList()
                : keySchema.getFields().stream().map(TablePlan::original).toList();
    }

    private static String named(Schema.@Nullable Field field, String name) {
        return field == null ? AvroNames.name(name) : field.name();
    }

    private static Schema.@Nullable Field field(Schema row, String column) {
        return row.getFields().stream()
                .filter(field -> original(field).equals(column))
                .findFirst()
                .orElse(null);
    }

    /** The name that the field had before it was adapted to Avro. */
    private static String original(Schema.Field field) {
        return Objects.requireNonNullElse(field.getProp("connect.name"), field.name());
    }
}
