package io.tombolo.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.cli.shell.CommandException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadFromTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);

    private final MockConsumer<Object, Object> consumer = new MockConsumer<>("none");

    private String seek(String... from) {
        consumer.assign(List.of(ZERO, ONE));
        consumer.updateBeginningOffsets(Map.of(ZERO, 5L, ONE, 0L));
        consumer.updateEndOffsets(Map.of(ZERO, 20L, ONE, 9L));
        return ReadFrom.parse(List.of(from)).seek(consumer, List.of(ZERO, ONE));
    }

    @Test
    void eachPartitionBeginsWhereItIsToldTo() {
        assertThat(seek()).isEmpty();
        assertThat(List.of(consumer.position(ZERO), consumer.position(ONE))).containsExactly(5L, 0L);
        assertThat(seek("7")).isEqualTo("partition 0 before offset 7, partition 1 before offset 7");
        assertThat(List.of(consumer.position(ZERO), consumer.position(ONE))).containsExactly(7L, 7L);
        assertThat(seek("1=end", "0=12")).isEqualTo("partition 0 before offset 12, partition 1 before offset 9");
        assertThat(List.of(consumer.position(ZERO), consumer.position(ONE))).containsExactly(12L, 9L);
        assertThat(seek("end", "1=beginning")).isEqualTo("partition 0 before offset 20");
        assertThat(List.of(consumer.position(ZERO), consumer.position(ONE))).containsExactly(20L, 0L);
    }

    @Test
    void whatThePartitionsDoNotHaveIsNamed() {
        assertThatThrownBy(() -> seek("3"))
                .isInstanceOf(CommandException.class)
                .hasMessage("--from 3: partition 0 has the offsets from 5 to 19; its end is 20");
        assertThatThrownBy(() -> seek("0=21"))
                .hasMessage("--from 21: partition 0 has the offsets from 5 to 19; its end is 20");
        assertThatThrownBy(() -> seek("2=end")).hasMessage("--from 2=end: the dataset has partitions 0 to 1");
    }

    @Test
    void whatIsNoPlaceIsNamed() {
        for (String wrong :
                new String[] {"", "-1", "start", "2026-13-01", "2026-11-30T08:00:00", "9999999999999999999"}) {
            assertThatThrownBy(() -> ReadFrom.parse(List.of(wrong)))
                    .as(wrong)
                    .hasMessage("--from " + wrong + ": '" + wrong + "' must be beginning, end, an offset as 4711, or a"
                            + " time as 2026-11-30T08:00:00Z or 2026-11-30; PARTITION=WHERE is for one partition");
        }
        assertThatThrownBy(() -> ReadFrom.parse(List.of("0=x"))).hasMessageStartingWith("--from 0=x: 'x' must be ");
        assertThatThrownBy(() -> ReadFrom.parse(List.of("3", "end"))).hasMessage("--from end: is given again, after 3");
        assertThatThrownBy(() -> ReadFrom.parse(List.of("0=3", "0=4")))
                .hasMessage("--from 0=4: is given again, after 3");
    }
}
