package io.tombolo.benchmarks;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.connectors.change.AvroSize;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A flat row of 12 fields on its way through the transform, and what measuring the event takes of that. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class TransformBenchmark {
    private final ToDatasetChange<SourceRecord> transform = new ToDatasetChange<>();
    private SourceRecord row = new SourceRecord(Map.of(), Map.of(), "t", Schema.STRING_SCHEMA, "");
    private SourceRecord event = row;

    @Setup
    public void fill() {
        SchemaBuilder schema = SchemaBuilder.struct();
        for (int i = 0; i < 4; i++) {
            schema.field("text" + i, Schema.OPTIONAL_STRING_SCHEMA)
                    .field("number" + i, Schema.INT64_SCHEMA)
                    .field("real" + i, Schema.OPTIONAL_FLOAT64_SCHEMA);
        }
        Struct value = new Struct(schema.build());
        for (int i = 0; i < 4; i++) {
            value.put("text" + i, "some text of 24 letters " + i)
                    .put("number" + i, 1_000_003L * i)
                    .put("real" + i, 1.5 * i);
        }
        row = new SourceRecord(Map.of(), Map.of("position", 1), "t", value.schema(), value);
        transform.configure(Map.of("dataset", "acme.example/rows", "key.fields", "number1"));
        event = transform(); // the schemas are made once
    }

    @Benchmark
    public SourceRecord transform() {
        SourceRecord made = transform.apply(row);
        if (made == null) {
            throw new IllegalStateException("a row that is not a change");
        }
        return made;
    }

    @Benchmark
    public long measureOnly() {
        return AvroSize.most(event.keySchema(), event.key()) + AvroSize.most(event.valueSchema(), event.value());
    }
}
