package io.tombolo.protect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose data a row is: the values of the dataset's subject columns, as text, so that 4711 is the same subject whether a source has it as
 * a number or as text.
 *
 * @param values by the columns' names; at least one
 */
public record Subject(Map<String, String> values) {

    public Subject {
        values = Map.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("subject: no columns, must be at least 1");
        }
    }

    /** Columns in the order of their names; of each {@code u32 length | name | u32 length | value}, in UTF-8. */
    byte[] framed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TreeMap<>(values).forEach((name, value) -> {
            part(out, name);
            part(out, value);
        });
        return out.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    /** The names alone: values may identify a person. */
    @Override
    public String toString() {
        return "subject by " + new TreeMap<>(values).keySet();
    }
}
