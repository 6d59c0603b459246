package io.tombolo.connectors.mask;

import io.tombolo.connectors.captured.BadValueException;
import io.tombolo.connectors.captured.CapturedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * How a source's rows of one schema become the dataset's: the fields that may leave, in the dataset's types, under its name.
 *
 * <p>Every field but those of the key may be null, whatever the source says, and none has a default: so columns can come and go in
 * the source without a break for readers of older or newer events.
 */
public final class RowShape {

    /** The field that holds a whole document, for sources whose rows have no columns. */
    static final String DOCUMENT = "document";

    /** A value that the database did not write to its log because it had not changed, and that the row before does not have either. */
    public static final class UnavailableValueException extends DataException {

        private static final long serialVersionUID = 1L;

        private UnavailableValueException(String field) {
            super("field " + field + ": the database's log does not hold its unchanged value; "
                    + "ALTER TABLE … REPLICA IDENTITY FULL makes it");
        }
    }

    /**
     * One field on its way.
     *
     * @param captured how its value is read, when it is the database's text; null when it is one of Connect's already
     * @param defaulted whether the source has a default, which must not stand in for a null
     * @param shown whether its values may be shown to the operator, because no rule is about them
     */
    private record Copied(
            Field from, Field to, @Nullable CapturedColumn captured, FieldForm form, boolean defaulted, boolean shown) {
        @Nullable Object in(Struct row) {
            // By place is cheaper than by name, but gives the default for a null.
            return defaulted ? row.getWithoutDefault(from.name()) : row.get(from);
        }

        boolean unavailable(Object value, boolean placeholders) {
            return captured == null ? placeholders && Placeholders.isOne(value) : CapturedColumn.unavailable(value);
        }

        Object value(Object given) {
            if (captured == null) {
                return form.value().apply(given);
            }
            try {
                return form.value().apply(captured.value(given));
            } catch (BadValueException e) {
                throw e.in(from.name(), shown);
            }
        }
    }

    private final Schema target;
    private final boolean same;
    private final List<Copied> fields = new ArrayList<>();

    private RowShape(Schema target, boolean same) {
        this.target = target;
        this.same = same;
    }

    /**
     * A dataset's row: optional, without what {@code rules} keep back.
     *
     * @param hidden whether a column's values may not be shown to the operator, by its name, though no rule is about it
     */
    public static RowShape row(
            String name, Schema source, Schema key, FieldRules rules, String table, Predicate<String> hidden) {
        if (source.type() != Schema.Type.STRUCT) {
            return new RowShape(
                    SchemaBuilder.struct()
                            .name(name)
                            .optional()
                            .field(DOCUMENT, Schema.OPTIONAL_STRING_SCHEMA)
                            .build(),
                    false);
        }
        if (name.equals(source.name()) && source.isOptional() && rules.none()) {
            return new RowShape(source, true);
        }
        return shaped(SchemaBuilder.struct().name(name).optional(), source, FieldScope.row(rules, table), key, hidden);
    }

    /** A dataset's key: every field must be there. */
    public static RowShape key(String name, Schema source, FieldRules rules, String table) {
        if (name.equals(source.name()) && !source.isOptional() && rules.none()) {
            return new RowShape(source, true);
        }
        return shaped(SchemaBuilder.struct().name(name), source, FieldScope.row(rules, table), source, none -> false);
    }

    /** A struct inside a row. */
    static RowShape nested(String name, Schema source, boolean optional, FieldScope scope) {
        SchemaBuilder builder = SchemaBuilder.struct();
        if (!name.isEmpty()) {
            builder.name(name);
        }
        return shaped(optional ? builder.optional() : builder, source, scope, null, none -> false);
    }

    private static RowShape shaped(
            SchemaBuilder builder, Schema source, FieldScope scope, @Nullable Schema key, Predicate<String> hidden) {
        List<Field> from = new ArrayList<>();
        List<FieldForm> forms = new ArrayList<>();
        List<@Nullable CapturedColumn> columns = new ArrayList<>();
        FieldNames names = new FieldNames(scope);
        for (Field field : source.fields()) {
            boolean inKey = key != null && key.field(field.name()) != null;
            FieldScope there = scope.at(field.name());
            CapturedColumn column = CapturedColumn.of(field.schema());
            Schema schema = column == null ? field.schema() : column.schema();
            if (there.leaves(FieldScope.holdsFields(schema))) {
                FieldForm form = there.masked() ? there.mask(inKey) : FieldForm.of(schema, !inKey, there);
                columns.add(column);
                builder.field(names.of(field.name()), form.schema());
                from.add(field);
                forms.add(form);
            } else if (inKey) {
                throw new org.apache.kafka.common.config.ConfigException(
                        "field " + field.name() + " is part of the key: it can't be kept back, only masked");
            }
        }
        RowShape shape = new RowShape(builder.build(), false);
        for (int i = 0; i < from.size(); i++) {
            Field to = shape.target.fields().get(i);
            Field field = from.get(i);
            FieldScope there = scope.at(field.name());
            shape.fields.add(new Copied(
                    field,
                    to,
                    columns.get(i),
                    forms.get(i),
                    field.schema().defaultValue() != null,
                    !there.masked() && !there.inside() && !hidden.test(field.name())));
        }
        return shape;
    }

    /** The names in the source of the dataset's fields, in their order; empty for rows without columns. */
    public List<String> sources() {
        return same
                ? target.fields().stream().map(Field::name).toList()
                : fields.stream().map(field -> field.from().name()).toList();
    }

    /** The dataset's schema. */
    public Schema schema() {
        return target;
    }

    /**
     * A row in the dataset's form; what the log left out is taken from {@code other}, the row before.
     *
     * @param placeholders whether Debezium may have written placeholders: the log of MySQL and MariaDB leaves nothing out
     */
    public @Nullable Struct copy(@Nullable Object row, @Nullable Object other, boolean placeholders) {
        if (row == null) {
            return null;
        }
        if (!(row instanceof Struct struct)) {
            return new Struct(target).put(DOCUMENT, row.toString());
        }
        if (same) {
            return struct;
        }
        Struct copy = new Struct(target);
        for (Copied field : fields) {
            Object value = field.in(struct);
            if (value != null && field.unavailable(value, placeholders)) {
                value = other instanceof Struct before ? field.in(before) : null;
                if (value == null || field.unavailable(value, placeholders)) {
                    throw new UnavailableValueException(field.from().name());
                }
            }
            Object told = value == null ? null : field.value(value);
            if (told != null && told != FieldRules.NOTHING) {
                copy.put(field.to(), told);
            }
        }
        return copy;
    }

    /** A key in the dataset's form. */
    public Struct copy(Struct row) {
        return Objects.requireNonNull(copy(row, null, false));
    }

    /**
     * One field of a source's row as text, whether or not it leaves; what the log left out is taken from {@code other}, the row before. Null when
     * it has no value.
     *
     * @throws UnavailableValueException when neither row has it
     * @throws DataException when the row has no such field, or it holds other fields
     */
    public static @Nullable String text(Object row, @Nullable Object other, String name, boolean placeholders) {
        if (!(row instanceof Struct struct)) {
            return Documents.memberText(row, name);
        }
        Field field = struct.schema().field(name);
        if (field == null) {
            throw new DataException("the row has no field " + name);
        }
        Object value = struct.getWithoutDefault(name);
        boolean captured = CapturedColumn.of(field.schema()) != null;
        if (value != null
                && (captured ? CapturedColumn.unavailable(value) : placeholders && Placeholders.isOne(value))) {
            if (!(other instanceof Struct)) {
                throw new UnavailableValueException(name);
            }
            return text(other, null, name, placeholders);
        }
        if (value == null) {
            return null;
        }
        return captured ? CapturedColumn.text(value) : FieldText.of(name, value);
    }

    /** One field of a source's row, whether it has a schema or is a map or JSON; null when it has no value. */
    public static @Nullable Object field(@Nullable Object row, String name) {
        return row instanceof Struct struct
                ? struct.getWithoutDefault(name)
                : row == null ? null : Documents.field(row, name);
    }
}
