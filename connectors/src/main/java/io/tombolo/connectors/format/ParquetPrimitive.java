package io.tombolo.connectors.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Parquet's primitive types, with the logical types that Avro has too; any other is shared as what it is stored as. */
record ParquetPrimitive(Schema schema, Reader reader) implements ParquetShape {

    /** Takes one value out of a group. */
    interface Reader {
        Object read(Group group, int field, int index);
    }

    /** The schema parameter from which the Avro converter takes a logical type. */
    private static final String LOGICAL_TYPE = "io.tombolo.logicalType";

    private static final long UNIX_EPOCH_AS_JULIAN_DAY = 2_440_588;

    static ParquetPrimitive of(PrimitiveType type, boolean optional) {
        Typed typed = typed(type);
        SchemaBuilder schema = typed.schema();
        return new ParquetPrimitive(optional ? schema.optional().build() : schema.build(), typed.reader());
    }

    private record Typed(SchemaBuilder schema, Reader reader) {}

    private static Typed typed(PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return decimal(type, decimal.getScale());
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> new Typed(SchemaBuilder.bool(), Group::getBoolean);
            case FLOAT -> new Typed(SchemaBuilder.float32(), Group::getFloat);
            case DOUBLE -> new Typed(SchemaBuilder.float64(), Group::getDouble);
            case INT32 -> int32(logical);
            case INT64 -> int64(logical);
            case INT96 ->
                new Typed(logical("timestamp-nanos"), (g, f, i) -> nanos(NanoTime.fromBinary(g.getInt96(f, i))));
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                logical instanceof Float16LogicalTypeAnnotation ? half(type) : bytes(logical);
        };
    }

    private static Typed int32(LogicalTypeAnnotation logical) {
        if (logical instanceof DateLogicalTypeAnnotation) {
            return new Typed(
                    org.apache.kafka.connect.data.Date.builder(),
                    (g, f, i) -> date(TimeUnit.DAYS.toMillis(g.getInteger(f, i))));
        }
        if (logical instanceof TimeLogicalTypeAnnotation) {
            return new Typed(Time.builder(), (g, f, i) -> date(g.getInteger(f, i)));
        }
        if (logical instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
            return new Typed(SchemaBuilder.int64(), (g, f, i) -> Integer.toUnsignedLong(g.getInteger(f, i)));
        }
        return new Typed(SchemaBuilder.int32(), Group::getInteger);
    }

    private static Typed int64(LogicalTypeAnnotation logical) {
        if (logical instanceof TimestampLogicalTypeAnnotation time) {
            String unit = time.getUnit().name().toLowerCase(Locale.ROOT);
            if (!time.isAdjustedToUTC()) {
                return new Typed(logical("local-timestamp-" + unit), Group::getLong);
            }
            return unit.equals("millis")
                    ? new Typed(Timestamp.builder(), (g, f, i) -> date(g.getLong(f, i)))
                    : new Typed(logical("timestamp-" + unit), Group::getLong);
        }
        if (logical instanceof TimeLogicalTypeAnnotation time
                && time.getUnit() == LogicalTypeAnnotation.TimeUnit.MICROS) {
            return new Typed(logical("time-micros"), Group::getLong);
        }
        if (logical instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
            return new Typed(Decimal.builder(0), (g, f, i) -> new BigDecimal(Long.toUnsignedString(g.getLong(f, i))));
        }
        return new Typed(SchemaBuilder.int64(), Group::getLong);
    }

    private static Typed bytes(LogicalTypeAnnotation logical) {
        if (logical instanceof StringLogicalTypeAnnotation
                || logical instanceof EnumLogicalTypeAnnotation
                || logical instanceof JsonLogicalTypeAnnotation) {
            return new Typed(
                    SchemaBuilder.string(), (g, f, i) -> g.getBinary(f, i).toStringUsingUTF8());
        }
        if (logical instanceof UUIDLogicalTypeAnnotation) {
            return new Typed(SchemaBuilder.string().parameter(LOGICAL_TYPE, "uuid"), (g, f, i) -> {
                ByteBuffer sixteen = g.getBinary(f, i).toByteBuffer();
                return new UUID(sixteen.getLong(), sixteen.getLong()).toString();
            });
        }
        return new Typed(
                SchemaBuilder.bytes(),
                (g, f, i) -> ByteBuffer.wrap(g.getBinary(f, i).getBytes()));
    }

    private static Typed half(PrimitiveType type) {
        // The library's own conversion is not public but as text, which loses nothing.
        return new Typed(
                SchemaBuilder.float32(),
                (g, f, i) -> Float.parseFloat(type.stringifier().stringify(g.getBinary(f, i))));
    }

    private static Typed decimal(PrimitiveType type, int scale) {
        Reader reader = switch (type.getPrimitiveTypeName()) {
            case INT32 -> (g, f, i) -> BigDecimal.valueOf(g.getInteger(f, i), scale);
            case INT64 -> (g, f, i) -> BigDecimal.valueOf(g.getLong(f, i), scale);
            default ->
                (g, f, i) -> new BigDecimal(new BigInteger(g.getBinary(f, i).getBytes()), scale);
        };
        return new Typed(Decimal.builder(scale), reader);
    }

    private static SchemaBuilder logical(String name) {
        return SchemaBuilder.int64().parameter(LOGICAL_TYPE, name);
    }

    private static Date date(long millis) {
        return Date.from(Instant.ofEpochMilli(millis));
    }

    private static long nanos(NanoTime time) {
        Instant at = Instant.EPOCH
                .plus(time.getJulianDay() - UNIX_EPOCH_AS_JULIAN_DAY, ChronoUnit.DAYS)
                .plusNanos(time.getTimeOfDayNanos());
        try {
            return ChronoUnit.NANOS.between(Instant.EPOCH, at);
        } catch (ArithmeticException e) {
            throw new DataException(
                    "timestamp " + at + ", stored as INT96: its nanoseconds fit a long in 1677 to 2262 only", e);
        }
    }

    @Override
    public Object read(Group group, int field, int index) {
        return reader.read(group, field, index);
    }
}
