package io.tombolo.connectors;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Our transform as a worker makes it, for the dataset {@code acme.example/things} unless set otherwise. */
public final class Transforms {

    private Transforms() {}

    public static ToDatasetChange<SourceRecord> with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("dataset", "acme.example/things"));
        all.putAll(settings);
        ToDatasetChange<SourceRecord> transform = new ToDatasetChange<>();
        transform.configure(all);
        return transform;
    }

    /** The event that a record became, checked against its schema. */
    public static Struct event(SourceRecord change) {
        Struct event = (Struct) change.value();
        event.validate();
        return event;
    }
}
