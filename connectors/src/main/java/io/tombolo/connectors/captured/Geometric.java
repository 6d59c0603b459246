package io.tombolo.connectors.captured;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** PostgreSQL's geometric types, in the structs that Debezium has for them: doubles, and well-known binary (little-endian). */
final class Geometric {

    private static final Pattern NUMBER = Pattern.compile("-?(?:Infinity|NaN|[0-9.]+(?:[eE][-+]?[0-9]+)?)");

    private static final int WKB_POINT = 1;
    private static final int WKB_LINE_STRING = 2;
    private static final int WKB_POLYGON = 3;

    private static final Schema POINT = point("io.debezium.data.geometry.Point").build();
    private static final Schema OPTIONAL_POINT =
            point("io.debezium.data.geometry.Point").optional().build();
    private static final Schema LINE = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Line")
            .version(1)
            .optional()
            .field("a", Schema.FLOAT64_SCHEMA)
            .field("b", Schema.FLOAT64_SCHEMA)
            .field("c", Schema.FLOAT64_SCHEMA)
            .build();
    private static final Schema CIRCLE = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Circle")
            .version(1)
            .optional()
            .field("center", POINT)
            .field("radius", Schema.FLOAT64_SCHEMA)
            .build();
    private static final Schema SHAPE = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Geometry")
            .version(2)
            .optional()
            .field("wkb", Schema.BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .field(
                    "extensions",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                            .optional()
                            .build())
            .build();

    private Geometric() {}

    private static SchemaBuilder point(String name) {
        return SchemaBuilder.struct()
                .name(name)
                .version(1)
                .field("x", Schema.FLOAT64_SCHEMA)
                .field("y", Schema.FLOAT64_SCHEMA)
                .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
    }

    static Form point() {
        return new Form(OPTIONAL_POINT, text -> point(OPTIONAL_POINT, numbers(text)));
    }

    static Form line() {
        return new Form(LINE, text -> {
            List<Double> numbers = numbers(text);
            return new Struct(LINE)
                    .put("a", numbers.get(0))
                    .put("b", numbers.get(1))
                    .put("c", numbers.get(2));
        });
    }

    static Form circle() {
        return new Form(CIRCLE, text -> {
            List<Double> numbers = numbers(text);
            return new Struct(CIRCLE).put("center", point(POINT, numbers)).put("radius", numbers.get(2));
        });
    }

    /** @param type {@code box}, {@code lseg}, {@code path} or {@code polygon}; it is named in the extensions */
    static Form shape(String type) {
        return new Form(SHAPE, text -> {
            List<Double> numbers = numbers(text);
            Map<String, String> extensions = new LinkedHashMap<>();
            extensions.put("type", type);
            ByteBuffer wkb = switch (type) {
                case "box" -> polygon(corners(numbers));
                case "polygon" -> polygon(closed(numbers));
                default -> lineString(numbers);
            };
            if (type.equals("path")) {
                extensions.put("closed", Boolean.toString(text.startsWith("(")));
            }
            return new Struct(SHAPE).put("wkb", written(wkb)).put("extensions", extensions);
        });
    }

    private static Struct point(Schema schema, List<Double> numbers) {
        ByteBuffer wkb =
                begun(WKB_POINT, 2 * Double.BYTES).putDouble(numbers.get(0)).putDouble(numbers.get(1));
        return new Struct(schema)
                .put("x", numbers.get(0))
                .put("y", numbers.get(1))
                .put("wkb", written(wkb));
    }

    private static byte[] written(ByteBuffer wkb) {
        byte[] bytes = new byte[wkb.flip().remaining()];
        wkb.get(bytes);
        return bytes;
    }

    private static List<Double> corners(List<Double> box) {
        double x1 = box.get(0);
        double y1 = box.get(1);
        double x2 = box.get(2);
        double y2 = box.get(3);
        return List.of(x1, y1, x1, y2, x2, y2, x2, y1, x1, y1);
    }

    private static List<Double> closed(List<Double> ring) {
        int last = ring.size() - 2;
        if (last <= 0
                || (ring.get(0).doubleValue() == ring.get(last) && ring.get(1).doubleValue() == ring.get(last + 1))) {
            return ring;
        }
        List<Double> closed = new ArrayList<>(ring);
        closed.add(ring.get(0));
        closed.add(ring.get(1));
        return closed;
    }

    private static ByteBuffer polygon(List<Double> ring) {
        ByteBuffer wkb = begun(WKB_POLYGON, 2 * Integer.BYTES + ring.size() * Double.BYTES)
                .putInt(1)
                .putInt(ring.size() / 2);
        ring.forEach(wkb::putDouble);
        return wkb;
    }

    private static ByteBuffer lineString(List<Double> points) {
        ByteBuffer wkb = begun(WKB_LINE_STRING, Integer.BYTES + points.size() * Double.BYTES)
                .putInt(points.size() / 2);
        points.forEach(wkb::putDouble);
        return wkb;
    }

    private static ByteBuffer begun(int type, int size) {
        return ByteBuffer.allocate(1 + Integer.BYTES + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(type);
    }

    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        while (matcher.find()) {
            numbers.add(Double.valueOf(matcher.group()));
        }
        return numbers;
    }
}
