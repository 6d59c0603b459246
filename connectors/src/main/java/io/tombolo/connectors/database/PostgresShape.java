package io.tombolo.connectors.database;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** Geometric values as PostgreSQL writes them, from doubles and well-known binary. */
final class PostgresShape {

    private static final int POLYGON = 3;

    private PostgresShape() {}

    static String of(String type, GenericRecord value) {
        return switch (type) {
            case "point" -> point(value);
            case "line" -> "{" + number(value, "a") + "," + number(value, "b") + "," + number(value, "c") + "}";
            case "circle" -> "<" + point((GenericRecord) value.get("center")) + "," + number(value, "radius") + ">";
            default -> shape(type, value);
        };
    }

    private static String point(GenericRecord value) {
        return "(" + number(value, "x") + "," + number(value, "y") + ")";
    }

    private static String number(GenericRecord value, String field) {
        return FloatText.of((Double) value.get(field));
    }

    private static String shape(String type, GenericRecord value) {
        List<String> points = points(((ByteBuffer) value.get("wkb")).duplicate());
        return switch (type) {
            case "box" -> points.get(0) + "," + points.get(2);
            case "lseg" -> "[" + String.join(",", points) + "]";
            case "path" -> closed(value) ? "(" + String.join(",", points) + ")" : "[" + String.join(",", points) + "]";
            default -> "(" + String.join(",", points.size() > 1 ? points.subList(0, points.size() - 1) : points) + ")";
        };
    }

    private static boolean closed(GenericRecord value) {
        return ((Map<?, ?>) value.get("extensions"))
                .entrySet().stream()
                        .anyMatch(entry -> entry.getKey().toString().equals("closed")
                                && entry.getValue().toString().equals("true"));
    }

    private static List<String> points(ByteBuffer wkb) {
        wkb.order(wkb.get() == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (wkb.getInt() == POLYGON) {
            wkb.getInt();
        }
        int count = wkb.getInt();
        List<String> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add("(" + FloatText.of(wkb.getDouble()) + "," + FloatText.of(wkb.getDouble()) + ")");
        }
        return points;
    }
}
