package io.tombolo.connectors.protect;

import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A dataset's rows with what the rules protect, made from its rows as they would leave without. */
public final class ProtectedRow {

    private final Plan plan;

    private ProtectedRow(Plan plan) {
        this.plan = plan;
    }

    /**
     * For rows of one schema.
     *
     * @param row what leaves, without protection
     * @param sources the fields' names in the source, which rules use; empty for rows without columns
     * @param key names of the key's fields in the source
     */
    public static ProtectedRow of(Schema row, List<String> sources, Set<String> key, ProtectRules rules, String table) {
        if (rules.none()) {
            return new ProtectedRow(new Plan.Same(row));
        }
        if (sources.isEmpty()) {
            return new ProtectedRow(new Plan.Fields(
                    row, List.of(new Plan.Document(row.fields().get(0).schema(), new SealedJson(rules, table, "")))));
        }
        return new ProtectedRow(new Planner(rules, table, key).fields(row, sources, ""));
    }

    /** The protected rows' schema. */
    public Schema schema() {
        return plan.schema();
    }

    /** Whether rows stay as they are. */
    public boolean same() {
        return plan instanceof Plan.Same;
    }

    /**
     * A row with its protected values.
     *
     * @param salt the record's
     * @param subject whose data it is; asked only when a value is to be protected
     */
    public Struct seal(
            Struct row,
            FieldCipher cipher,
            DataKeys keys,
            DatasetId dataset,
            FieldPlace.Side side,
            byte[] salt,
            Supplier<Subject> subject) {
        return (Struct) Objects.requireNonNull(
                plan.apply(row, new RowSeal(cipher, keys, dataset, side, salt, subject), ""), "a row stays one");
    }

    /** Makes plans from schemas. */
    private record Planner(ProtectRules rules, String table, Set<String> key) {

        Plan fields(Schema struct, List<String> names, String path) {
            List<Plan> plans = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String there = path.isEmpty() ? names.get(i) : path + "." + names.get(i);
                Schema schema = struct.fields().get(i).schema();
                Plan plan = place(schema, there);
                if (path.isEmpty() && !(plan instanceof Plan.Same) && key.contains(there)) {
                    throw new ConfigException(
                            "field " + there + " is part of the key: it can't be protected, only masked");
                }
                plans.add(plan);
            }
            if (plans.stream().allMatch(Plan.Same.class::isInstance)) {
                return new Plan.Same(struct);
            }
            SchemaBuilder builder = like(SchemaBuilder.struct(), struct);
            for (int i = 0; i < plans.size(); i++) {
                Field field = struct.fields().get(i);
                builder.field(field.name(), plans.get(i).schema());
            }
            return new Plan.Fields(builder.build(), plans);
        }

        private Plan place(Schema schema, String path) {
            @Nullable String group = ProtectRules.group(rules.protect(), table, path);
            if (group != null) {
                return new Plan.Sealed(new ProtectedForm(schema, group), group);
            }
            @Nullable String before = ProtectRules.group(rules.unprotect(), table, path);
            if (before != null) {
                return new Plan.Clear(new ProtectedForm(schema, before));
            }
            return rules.inside(table, path) ? inside(schema, path) : new Plan.Same(schema);
        }

        private Plan inside(Schema schema, String path) {
            return switch (schema.type()) {
                case STRUCT ->
                    fields(schema, schema.fields().stream().map(Field::name).toList(), path);
                case ARRAY -> {
                    Plan item = inside(schema.valueSchema(), path);
                    yield item instanceof Plan.Same
                            ? new Plan.Same(schema)
                            : new Plan.Items(
                                    like(SchemaBuilder.array(item.schema()), schema)
                                            .build(),
                                    item);
                }
                case MAP -> entries(schema, path);
                case STRING -> new Plan.Document(schema, new SealedJson(rules, table, path));
                default -> new Plan.Same(schema);
            };
        }

        private Plan entries(Schema map, String path) {
            Map<String, String> groups = new HashMap<>();
            for (Map.Entry<String, String> rule : rules.protect().entrySet()) {
                for (String outer : List.of(path + ".", table + "." + path + ".")) {
                    if (rule.getKey().startsWith(outer)) {
                        groups.put(rule.getKey().substring(outer.length()), rule.getValue());
                    }
                }
            }
            if (new TreeSet<>(groups.values()).size() != 1) {
                throw new ConfigException("field " + path + " is a map: its protected entries must have one group, not "
                        + new TreeSet<>(groups.values()));
            }
            String group = groups.values().iterator().next();
            ProtectedForm form = new ProtectedForm(map.valueSchema(), group);
            if (!form.tells() || map.valueSchema().type() == Schema.Type.STRUCT) {
                throw new ConfigException("field " + path + " is a map of "
                        + map.valueSchema().type() + ": protect all of it, not single entries");
            }
            Map<String, Plan.Sealed> sealed = new HashMap<>();
            groups.keySet().forEach(name -> sealed.put(name, new Plan.Sealed(form, group)));
            return new Plan.Entries(
                    like(SchemaBuilder.map(map.keySchema(), form.schema()), map).build(), form, sealed);
        }

        private static SchemaBuilder like(SchemaBuilder builder, Schema schema) {
            if (schema.name() != null) {
                builder.name(schema.name());
            }
            if (schema.version() != null) {
                builder.version(schema.version());
            }
            if (schema.parameters() != null) {
                builder.parameters(schema.parameters());
            }
            if (schema.doc() != null) {
                builder.doc(schema.doc());
            }
            return schema.isOptional() ? builder.optional() : builder;
        }
    }
}
