package io.tombolo.connectors.change;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.protect.KeyException;
import java.util.Map;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ProtectionFaultsTest {

    @Test
    void keysThatCannotBeHadNowAreNeverABadRow() {
        ChangeTransform<SourceRecord> transform = new ChangeTransform<>((dataset, group, columns) -> {
            throw new KeyException("topic tombolo.keys: can't be used");
        });
        transform.configure(Map.of(
                "dataset", "hospital.example/visits",
                "system", "test",
                "key.fields", "id",
                "fields.protect", "diagnosis:clinical",
                "on.bad.row", "reject"));
        SourceRecord row =
                new SourceRecord(Map.of(), Map.of(), "visits", null, Map.of("id", "1", "diagnosis", "A09.9"));

        assertThatThrownBy(() -> transform.apply(row))
                .isInstanceOf(RetriableException.class)
                .hasMessage("topic tombolo.keys: can't be used")
                .hasCauseInstanceOf(KeyException.class);
    }
}
