package io.tombolo.cli.connect;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.connectors.database.Look;
import io.tombolo.connectors.database.Renames;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.SchemaResolver;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The fields that a dataset's events have had so far: none of them may continue as another column's. */
final class EarlierFields {
    private final RegistryClient registry;

    EarlierFields(RegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Looks at the newest schema of each table's dataset.
     *
     * @throws CommandException if a column would become the field of another one
     */
    void refuseOthers(Look look, Renames renames) {
        for (Look.Table table : look.tables()) {
            Schema row = row(table);
            if (row != null) {
                table.columns().stream()
                        .filter(Look.Column::shared)
                        .forEach(column -> refuseOther(table, column, row, renames));
            }
        }
    }

    private static void refuseOther(Look.Table table, Look.Column column, Schema row, Renames renames) {
        Schema.Field field = row.getField(column.field());
        String name = renames.column(table.name(), column.source().name());
        if (field != null && !original(field).equals(name)) {
            throw new CommandException("table " + table.name() + ": column " + name + " would become the field "
                    + field.name() + ", which is that of " + original(field) + " in what " + table.dataset()
                    + " holds already: nothing was made; give the column another name with --rename '" + name
                    + ":NEW'");
        }
    }

    /** The name that the field had before it was adapted to Avro. */
    private static String original(Schema.Field field) {
        return Objects.requireNonNullElse(field.getProp("connect.name"), field.name());
    }

    private @Nullable Schema row(Look.Table table) {
        String subject = table.dataset().topic() + "-value";
        Schema envelope = registry.latest(subject)
                .map(version -> new SchemaResolver(registry)
                        .resolve("newest schema of " + subject, version.source())
                        .avro())
                .orElse(null);
        Schema.Field after = envelope == null ? null : envelope.getField(ChangeEventSchema.AFTER);
        return after == null || !after.schema().isUnion()
                ? null
                : after.schema().getTypes().stream()
                        .filter(one -> one.getType() == Schema.Type.RECORD)
                        .findFirst()
                        .orElse(null);
    }
}
