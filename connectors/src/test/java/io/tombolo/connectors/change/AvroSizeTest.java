package io.tombolo.connectors.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.connect.ConnectAvro;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

class AvroSizeTest {

    private static final Schema INNER = SchemaBuilder.struct()
            .name("Inner")
            .field("words", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).build())
            .field("numbers", SchemaBuilder.array(Schema.INT64_SCHEMA).build())
            .optional()
            .build();

    private static final Schema ROW = SchemaBuilder.struct()
            .name("Row")
            .field("small", Schema.INT16_SCHEMA)
            .field("number", Schema.INT64_SCHEMA)
            .field("perhaps", Schema.OPTIONAL_INT32_SCHEMA)
            .field("yes", Schema.BOOLEAN_SCHEMA)
            .field("real", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .field("raw", Schema.BYTES_SCHEMA)
            .field("price", Decimal.schema(2))
            .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
            .field("at", Timestamp.SCHEMA)
            .field(
                    "named",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA)
                            .build())
            .field("inner", INNER)
            .build();

    private final Random random = new Random(14);

    @Test
    void isWhatAvroMakesOfAnyValue() throws IOException {
        ConnectAvro conversion = new ConnectAvro();
        for (int i = 0; i < 2_000; i++) {
            Struct row = row();

            long size = AvroSize.of(ROW, row);

            assertThat(size).isEqualTo(encoded(conversion, row));
            assertThat(AvroSize.most(ROW, row)).isGreaterThanOrEqualTo(size);
        }
    }

    private static long encoded(ConnectAvro conversion, Struct row) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(conversion.avroSchema(ROW)).write(conversion.toAvro(ROW, row), encoder);
        encoder.flush();
        return out.size();
    }

    private Struct row() {
        Struct row = new Struct(ROW)
                .put("small", (short) random.nextInt())
                .put("number", random.nextLong() >> random.nextInt(64))
                .put("perhaps", random.nextBoolean() ? null : random.nextInt() >> random.nextInt(32))
                .put("yes", random.nextBoolean())
                .put("real", random.nextBoolean() ? null : random.nextDouble())
                .put("text", random.nextBoolean() ? null : text())
                .put("raw", random.nextBoolean() ? new byte[random.nextInt(200)] : ByteBuffer.allocate(70))
                .put("price", new BigDecimal(new BigInteger(random.nextInt(300), random).subtract(BigInteger.TEN), 2))
                .put("day", Date.from(Instant.EPOCH.plus(random.nextInt(60_000) - 30_000, ChronoUnit.DAYS)))
                .put("at", Date.from(Instant.ofEpochMilli(random.nextLong() >> 20)));
        Map<String, Integer> named = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            named.put(text(), random.nextBoolean() ? null : i);
        }
        List<String> words = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (int i = random.nextInt(100); i > 0; i--) {
            words.add(random.nextBoolean() ? null : text());
            numbers.add(random.nextLong() >> random.nextInt(64));
        }
        Struct inner = new Struct(INNER).put("words", words).put("numbers", numbers);
        return row.put("named", named).put("inner", random.nextBoolean() ? null : inner);
    }

    private String text() {
        return "aé漢𝄞".repeat(random.nextInt(100));
    }
}
