package io.tombolo.connectors.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.connectors.captured.BadValueException;
import io.tombolo.debezium.Captured;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

/** By which text a row's subject is known, and that a protected value is not shown in a rejection. */
class SubjectTextTest {

    private static final Schema DATE = SchemaBuilder.string()
            .optional()
            .name(Captured.NAME)
            .parameter(Captured.DATABASE, "postgresql")
            .parameter(Captured.TYPE, "date")
            .parameter(Captured.OID, "1082")
            .build();
    private static final Schema ROW = SchemaBuilder.struct()
            .field("born", DATE)
            .field("id", Schema.OPTIONAL_INT64_SCHEMA)
            .field("number", Decimal.builder(2).optional().build())
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
            .build();

    @Test
    void isTheSameForNumbersTextsAndJson() {
        Struct row = new Struct(ROW).put("id", 4711L).put("number", new BigDecimal("47.10"));

        assertThat(text(row, null, "id")).isEqualTo("4711");
        assertThat(text(row, null, "number")).isEqualTo("47.10");
        assertThat(RowShape.text(Map.of("id", 4711), null, "id", false)).isEqualTo("4711");
        assertThat(RowShape.text("{\"id\":\"4711\"}", null, "id", false)).isEqualTo("4711");
        assertThat(RowShape.text("{\"id\":null}", null, "id", false)).isNull();
        assertThat(text(row, null, "born")).isNull();
    }

    @Test
    void isTheDatabasesOwnTextAndThatOfTheRowBeforeWhereTheLogHasNone() {
        Struct before = new Struct(ROW).put("born", "=2024-02-29");
        Struct after = new Struct(ROW).put("born", "?");

        assertThat(text(before, null, "born")).isEqualTo("2024-02-29");
        assertThat(text(after, before, "born")).isEqualTo("2024-02-29");
        assertThatThrownBy(() -> text(after, null, "born")).isInstanceOf(RowShape.UnavailableValueException.class);
        assertThatThrownBy(() -> text(new Struct(ROW).put("born", "!broken"), null, "born"))
                .isInstanceOf(BadValueException.class);
    }

    @Test
    void isNeverWhatHoldsOtherFieldsOrIsNotThere() {
        Struct row = new Struct(ROW).put("tags", java.util.List.of("a"));

        assertThatThrownBy(() -> text(row, null, "tags"))
                .isInstanceOf(DataException.class)
                .hasMessage("field tags: holds other fields, and can't be a subject");
        assertThatThrownBy(() -> text(row, null, "none")).hasMessage("the row has no field none");
    }

    @Test
    void aBadValueOfAHiddenColumnIsNotShown() {
        Struct row = new Struct(ROW).put("born", "=infinity");
        Schema key = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

        RowShape open = RowShape.row("a.Row", ROW, key, FieldRules.NONE, "t", none -> false);
        RowShape hidden = RowShape.row("a.Row", ROW, key, FieldRules.NONE, "t", "born"::equals);

        assertThatThrownBy(() -> open.copy(row, null, false)).hasMessageContaining("'infinity'");
        assertThatThrownBy(() -> hidden.copy(row, null, false))
                .hasMessage("column born: value: a date of Avro cannot be infinite");
    }

    private static String text(Struct row, Struct other, String name) {
        return RowShape.text(row, other, name, false);
    }
}
