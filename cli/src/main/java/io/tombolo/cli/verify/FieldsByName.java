package io.tombolo.cli.verify;

import io.tombolo.protect.FieldPlace;
import io.tombolo.schemas.AvroNames;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** What an event has by a field's name, as rules name it. */
final class FieldsByName {
    private FieldsByName() {}

    /** What was found, from nothing to most. */
    enum State {
        ABSENT,
        NULL,
        CLEAR;

        State max(State other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    static State state(IndexedRecord event, String name) {
        State state = State.ABSENT;
        for (FieldPlace.Side side : FieldPlace.Side.values()) {
            Schema.Field row = event.getSchema().getField(side.field());
            if (row == null || !(event.get(row.pos()) instanceof IndexedRecord fields)) {
                continue;
            }
            String inRow = name.startsWith("/" + side.field() + "/")
                    ? name.substring(side.field().length() + 2).replace('/', '.')
                    : name;
            state = state.max(state(fields, List.of(inRow.split("\\.", -1))));
        }
        return state;
    }

    private static State state(@Nullable Object value, List<String> names) {
        if (value == null) {
            return State.NULL;
        }
        if (names.isEmpty()) {
            return State.CLEAR;
        }
        String name = names.get(0);
        List<String> rest = names.subList(1, names.size());
        if (value instanceof IndexedRecord row) {
            Schema.Field field = row.getSchema().getField(AvroNames.name(name));
            return field == null ? State.ABSENT : state(row.get(field.pos()), rest);
        }
        if (value instanceof List<?> items) {
            return items.stream().map(item -> state(item, names)).reduce(State.ABSENT, State::max);
        }
        if (value instanceof Map<?, ?> entries) {
            return entries.entrySet().stream()
                    .filter(entry -> entry.getKey().toString().equals(name))
                    .map(entry -> state(entry.getValue(), rest))
                    .reduce(State.ABSENT, State::max);
        }
        return State.ABSENT;
    }
}
