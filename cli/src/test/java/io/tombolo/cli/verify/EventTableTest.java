package io.tombolo.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.terminal.Columns;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventTableTest {
    private static final Schema ROW = SchemaBuilder.record("Row")
            .fields()
            .requiredInt("id")
            .optionalString("place")
            .requiredInt("offset")
            .endRecord();
    private static final Schema EVENT = SchemaBuilder.record("Event")
            .fields()
            .requiredString("op")
            .name("before")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type(ROW)
            .endUnion()
            .noDefault()
            .name("after")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type(ROW)
            .endUnion()
            .noDefault()
            .endRecord();

    private static ConsumerRecord<Object, Object> record(long offset, Object key, Object value) {
        return new ConsumerRecord<>(
                "t",
                3,
                offset,
                1_700_000_000_000L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static ConsumerRecord<Object, Object> event(
            long offset, String op, GenericRecord before, GenericRecord after) {
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("op", op);
        event.put("before", before);
        event.put("after", after);
        return record(offset, "k", event);
    }

    private static GenericRecord row(int id, String place) {
        GenericRecord row = new GenericData.Record(ROW);
        row.put("id", id);
        row.put("place", place);
        row.put("offset", 1);
        return row;
    }

    @Test
    void showsTheRowAfterAnEventAndOfADeleteTheOneBefore() {
        EventTable table = new EventTable(Columns.ALL);

        List<String> lines = table.lines(List.of(
                event(7, "CREATE", null, row(1, "Köln")),
                event(8, "UPDATE", row(1, "Köln"), row(1, null)),
                event(1234567, "DELETE", row(22, "上海"), null)));

        assertThat(lines)
                .containsExactly(
                        "partition  offset   time                  op      id  place  row.offset",
                        "        3        7  2023-11-14T22:13:20Z  CREATE   1  Köln            1",
                        "        3        8  2023-11-14T22:13:20Z  UPDATE   1  –               1",
                        "        3  1234567  2023-11-14T22:13:20Z  DELETE  22  上海            1");
    }

    @Test
    void whatIsNoChangeEventHasKeyAndValueUnderNewHeadings() {
        EventTable table = new EventTable(Columns.ALL);

        List<String> first = table.lines(List.of(event(7, "CREATE", null, row(1, "a"))));
        List<String> second = table.lines(List.of(record(8, "k", null), record(9, "k", "x\u001b[2Jy")));

        assertThat(first).hasSize(2);
        assertThat(second)
                .containsExactly(
                        "partition  offset  time                  key  value",
                        "        3       8  2023-11-14T22:13:20Z  k    –",
                        "        3       9  2023-11-14T22:13:20Z  k    x?[2Jy");
    }

    @Test
    void linesAndCellsAreCut() {
        List<String> lines = new EventTable(60).lines(List.of(record(8, "k".repeat(40), "v")));

        assertThat(lines).allMatch(line -> Columns.of(line) <= 60);
        assertThat(lines.get(1)).endsWith("  " + "k".repeat(18) + "…");
        assertThat(new EventTable(Columns.ALL).lines(List.of(record(8, "k".repeat(40), "v"))))
                .last()
                .asString()
                .endsWith("  " + "k".repeat(31) + "…  v");
    }

    @Test
    void aChineseTextIsCutBetweenCharactersAndTakesTwoColumnsEach() {
        String text = "\u6606\u660E\u957F\u6C34\u56FD\u9645\u673A\u573A".repeat(3);

        List<String> lines = new EventTable(Columns.ALL).lines(List.of(record(8, text, "v"), record(9, "k", "v")));
        List<String> narrow = new EventTable(61).lines(List.of(record(8, text, "v")));

        assertThat(lines).allMatch(line -> line.endsWith("v") || line.endsWith("value"));
        assertThat(lines.stream()
                        .map(line -> Columns.of(line.replaceFirst("v(alue)?$", "")))
                        .distinct())
                .hasSize(1);
        assertThat(lines.get(1)).contains(text.substring(0, 15) + "\u2026").doesNotContain(text.substring(0, 16));
        assertThat(narrow).allMatch(line -> Columns.of(line) <= 61);
    }
}
