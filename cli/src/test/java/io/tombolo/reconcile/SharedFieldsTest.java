package io.tombolo.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedFieldsTest {
    private static final String RULE = "transforms.change.fields.";

    @Test
    void saysWhyAValueIsNotInTheFeed() {
        SharedFields fields =
                SharedFields.of(Map.of(RULE + "exclude", "secret, orders.note", RULE + "mask", "card,doc.name"));

        assertThat(fields.withheld("orders", "id")).isEmpty();
        assertThat(fields.withheld("orders", "secret")).contains("kept back");
        assertThat(fields.withheld("orders", "note")).contains("kept back");
        assertThat(fields.withheld("parts", "note")).isEmpty();
        assertThat(fields.withheld("orders", "card")).contains("masked");
        assertThat(fields.withheld("orders", "doc")).contains("parts of it are kept back or masked");
    }

    @Test
    void knowsThatOnlySomeFieldsLeave() {
        SharedFields fields = SharedFields.of(Map.of(RULE + "include", "id,orders.doc.name"));

        assertThat(fields.withheld("orders", "id")).isEmpty();
        assertThat(fields.withheld("orders", "price")).contains("kept back");
        assertThat(fields.withheld("orders", "doc")).contains("parts of it are kept back or masked");
        assertThat(fields.withheld("parts", "doc")).contains("kept back");
    }
}
