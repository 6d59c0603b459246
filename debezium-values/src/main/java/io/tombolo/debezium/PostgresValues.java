package io.tombolo.debezium;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Passes on PostgreSQL's values as {@link Captured} text, whichever way they came: first snapshot, back-fill or log. Numbers of fixed
 * size and truth values, which nothing can go wrong with, stay what they are.
 *
 * <p>Every field may be null: where the log holds no row before a change but its key, Debezium would otherwise invent zeros and
 * empty texts for columns that are NOT NULL.
 */
public final class PostgresValues implements CustomConverter<SchemaBuilder, RelationalColumn> {

    private static final int BOOL = 16;
    private static final int INT8 = 20;
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int OID = 26;
    private static final int FLOAT4 = 700;
    private static final int FLOAT8 = 701;

    /** Of extensions that Debezium knows better: they keep its own form. */
    private static final Set<String> DEBEZIUMS_OWN = Set.of("geometry", "geography", "vector", "halfvec", "sparsevec");

    @Override
    public void configure(Properties settings) {
        // nothing to choose
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        switch (column.nativeType()) {
            case BOOL -> registration.register(SchemaBuilder.bool().optional(), value -> value);
            case INT2 -> registration.register(SchemaBuilder.int16().optional(), number(Number::shortValue));
            case INT4 -> registration.register(SchemaBuilder.int32().optional(), number(Number::intValue));
            case INT8, OID -> registration.register(SchemaBuilder.int64().optional(), number(Number::longValue));
            case FLOAT4 -> registration.register(SchemaBuilder.float32().optional(), number(Number::floatValue));
            case FLOAT8 -> registration.register(SchemaBuilder.float64().optional(), number(Number::doubleValue));
            default -> {
                if (!DEBEZIUMS_OWN.contains(column.typeName())) {
                    registration.register(schema(column), PostgresTexts::captured);
                }
            }
        }
    }

    private static SchemaBuilder schema(RelationalColumn column) {
        return Captured.schema("postgresql", column)
                .parameter(Captured.OID, Integer.toString(column.nativeType()))
                .parameter(Captured.ARRAY, Boolean.toString(column.jdbcType() == Types.ARRAY));
    }

    private static Converter number(Function<Number, Object> exact) {
        return value -> value instanceof Number given ? exact.apply(given) : other(value);
    }

    private static @Nullable Object other(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        throw new IllegalArgumentException(value.getClass().getName() + " where a number was due");
    }
}
