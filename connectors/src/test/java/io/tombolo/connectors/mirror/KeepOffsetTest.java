package io.tombolo.connectors.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class KeepOffsetTest {
    private final KeepOffset keep = new KeepOffset();

    @Test
    void keepsTheOffsetThatMirrorMakerReadInAHeader() {
        SourceRecord mirrored = keep.apply(record(Map.of("offset", 258L)));

        assertThat((byte[]) mirrored.headers().lastWithName(KeepOffset.HEADER).value())
                .containsExactly(0, 0, 0, 0, 0, 0, 1, 2);
        assertThat(mirrored.value()).isEqualTo(new byte[] {7});
    }

    @Test
    void leavesTheOwnersOffsetInTheMirrorOfAMirror() {
        SourceRecord mirrored = keep.apply(record(Map.of("offset", 258L)));

        SourceRecord again = keep.apply(new SourceRecord(
                Map.of(),
                Map.of("offset", 9L),
                "t",
                0,
                null,
                null,
                Schema.BYTES_SCHEMA,
                new byte[] {7},
                1L,
                mirrored.headers()));

        assertThat(again.headers()).hasSize(1);
        assertThat((byte[]) again.headers().lastWithName(KeepOffset.HEADER).value())
                .endsWith(1, 2);
    }

    @Test
    void refusesARecordOfAnotherConnector() {
        assertThatThrownBy(() -> keep.apply(record(Map.of("lsn", 258L))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no number 'offset'");
    }

    private static SourceRecord record(Map<String, ?> offset) {
        return new SourceRecord(
                Map.of("cluster", "a", "topic", "t", "partition", 0), offset, "t", 0, Schema.BYTES_SCHEMA, new byte[] {7
                });
    }
}
