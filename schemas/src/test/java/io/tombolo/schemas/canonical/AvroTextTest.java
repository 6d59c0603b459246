package io.tombolo.schemas.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.avro.BoundedAvro;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"size\":2e1} | {\"size\":20}",
                "{\"a\":10.0,\"b\":-3E+2} | {\"a\":10,\"b\":-300}",
                "[1.5,0,1e-1,1e400000000,12] | [1.5,0,1e-1,1e400000000,12]",
                "{\"a 2e1\":\"x\\\"2e1\\\\\"} | {\"a 2e1\":\"x\\\"2e1\\\\\"}",
                "\"2e1 | \"2e1",
                "1e | 1e",
                "1e19 | 1e19"
            })
    void writesWholeNumbersAsDigits(String json, String plain) {
        assertThat(AvroText.of(json)).isEqualTo(plain);
    }

    @Test
    void aCanonicalSchemaKeepsItsFixedTypesAndItsDecimals() {
        Schema fixed = Schema.createFixed("F", null, "a", 20);
        Schema decimal = LogicalTypes.decimal(10, 2).addToSchema(Schema.create(Schema.Type.BYTES));

        assertThat(BoundedAvro.schema(CanonicalSchema.of(fixed).json())).isEqualTo(fixed);
        assertThat(BoundedAvro.schema(CanonicalSchema.of(decimal).json()).getLogicalType())
                .isEqualTo(LogicalTypes.decimal(10, 2));
    }
}
