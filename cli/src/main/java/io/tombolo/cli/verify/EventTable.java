package io.tombolo.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.terminal.Columns;
import io.tombolo.terminal.Plain;
import io.tombolo.verification.decoded.DecodedPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Events as a table: the operation, and the fields of the row that there is after it, or before it of a DELETE. Columns become wider as
 * longer values come, up to a limit; another set of fields has headings of its own.
 */
final class EventTable {
    private static final int MOST = 32;
    private static final String NOTHING = "–";

    private final int columns;
    private List<String> headings = List.of();
    private int[] widths = {};

    /** @param columns how wide a line may be */
    EventTable(int columns) {
        this.columns = columns;
    }

    /** The lines of these events, which are read together. */
    List<String> lines(Iterable<ConsumerRecord<Object, Object>> page) {
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        page.forEach(record -> rows.add(row(record)));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> names = List.copyOf(rows.get(i).keySet());
            if (!names.equals(headings)) {
                headings = names;
                widths = names.stream().mapToInt(name -> width(name)).toArray();
                rows.subList(i, rows.size()).stream()
                        .filter(row -> List.copyOf(row.keySet()).equals(names))
                        .forEach(this::widen);
                lines.add(line(names.stream().<JsonNode>map(TextNode::valueOf).toList()));
            }
            widen(rows.get(i));
            lines.add(line(List.copyOf(rows.get(i).values())));
        }
        return lines;
    }

    private void widen(Map<String, JsonNode> row) {
        int column = 0;
        for (JsonNode cell : row.values()) {
            widths[column] = Math.max(widths[column], width(text(cell)));
            column++;
        }
    }

    private static int width(String text) {
        return Math.min(MOST, Columns.of(text));
    }

    private String line(List<JsonNode> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String text = Columns.cut(text(cells.get(column)), widths[column]);
            String pad = " ".repeat(widths[column] - Columns.of(text));
            line.append(cells.get(column).isNumber() ? pad + text : text + pad).append("  ");
        }
        return Columns.cut(line.toString().stripTrailing(), columns);
    }

    private static String text(JsonNode cell) {
        return cell.isNull() ? NOTHING : Plain.text(cell.isValueNode() ? cell.asText() : cell.toString());
    }

    private static Map<String, JsonNode> row(ConsumerRecord<Object, Object> record) {
        Map<String, JsonNode> row = new LinkedHashMap<>();
        row.put("partition", Json.MAPPER.getNodeFactory().numberNode(record.partition()));
        row.put("offset", Json.MAPPER.getNodeFactory().numberNode(record.offset()));
        row.put(
                "time",
                TextNode.valueOf(Instant.ofEpochMilli(record.timestamp()).toString()));
        JsonNode value = json(DecodedPart.json(record.value()));
        JsonNode fields = value.path("after").isObject() ? value.path("after") : value.path("before");
        if (value.path("op").isTextual() && fields.isObject()) {
            row.put("op", value.path("op"));
            fields.properties().forEach(field -> row.put(free(row, field.getKey()), field.getValue()));
        } else {
            row.put("key", json(DecodedPart.json(record.key())));
            row.put("value", value);
        }
        return row;
    }

    /** A row's field may be called as one of the columns before it. */
    private static String free(Map<String, JsonNode> row, String field) {
        return row.containsKey(field) ? "row." + field : field;
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record whose JSON is not JSON: " + text, e);
        }
    }
}
