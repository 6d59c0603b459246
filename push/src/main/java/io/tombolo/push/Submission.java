package io.tombolo.push;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.schemas.DatasetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request on their way to Kafka: all of them or none.
 *
 * @param id of the request, under which its answer is kept
 * @param request hash of what was asked
 * @param trace span of the request, null where it is not sampled
 * @param reply completed once the answer is committed, or can't be; never with an exception
 */
record Submission(
        String id,
        String request,
        DatasetId dataset,
        List<ProducerRecord<byte[], byte[]>> records,
        CompletableFuture<ApiResponse> reply,
        @Nullable SpanContext trace) {
    Submission {
        records = List.copyOf(records);
    }

    /** What the events take in memory, about, in bytes. */
    long bytes() {
        long sum = 0;
        for (ProducerRecord<byte[], byte[]> record : records) {
            sum += 200 + (record.key() == null ? 0 : record.key().length) + record.value().length;
        }
        return sum;
    }

    /** The answer, once Kafka has taken the events. */
    String answer(List<Future<RecordMetadata>> sent) throws ExecutionException, InterruptedException {
        Map<Integer, long[]> spans = new TreeMap<>();
        for (Future<RecordMetadata> future : sent) {
            RecordMetadata at = future.get();
            long[] span = spans.computeIfAbsent(at.partition(), none -> new long[] {at.offset(), at.offset(), 0});
            span[0] = Math.min(span[0], at.offset());
            span[1] = Math.max(span[1], at.offset());
            span[2]++;
        }
        List<Map<String, Object>> positions = new ArrayList<>();
        spans.forEach((partition, span) -> {
            Map<String, Object> line = new TreeMap<>();
            line.put("partition", partition);
            line.put("first_offset", span[0]);
            line.put("last_offset", span[1]);
            line.put("events", span[2]);
            positions.add(line);
        });
        Map<String, Object> body = new TreeMap<>();
        body.put("dataset", dataset.toString());
        body.put("events", records.size());
        body.put("positions", positions);
        return Answers.text(body);
    }
}
