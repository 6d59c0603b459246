package io.tombolo.consumer.listen;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.tombolo.tracing.RecordTrace;
import io.tombolo.tracing.Tracing;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A span for each sampled record, from when it was read until its verdict: it continues the trace that the record carries. Needs OpenTelemetry's API, and an
 * OpenTelemetry of the process that was set up before. A trace is not evidence: anybody who may write the topic can write its header.
 */
public final class VerdictTraces implements VerdictListener {
    /** Records of one partition that wait for their level; of more, the oldest spans end without one. */
    private static final int MOST = 1_000;

    private record Open(long offset, Span span) {}

    private final Tracing tracing = Tracing.of("consumer");
    private final Level level;
    private final Map<TopicPartition, Deque<Open>> waiting = new HashMap<>();

    /** Spans that end once the ledger holds the record. */
    public VerdictTraces() {
        this(Level.ANCHORED);
    }

    /**
     * Spans that end with a level.
     *
     * @param level the level that ends a record's span, or a higher one
     */
    public VerdictTraces(Level level) {
        this.level = level;
    }

    @Override
    public synchronized void read(ConsumerRecord<?, ?> record) {
        Span span = RecordTrace.process(tracing, "verify", record);
        if (span == null) {
            return;
        }
        Deque<Open> open = waiting.computeIfAbsent(
                new TopicPartition(record.topic(), record.partition()), none -> new ArrayDeque<>());
        if (open.size() == MOST) {
            open.remove().span().end();
        }
        open.add(new Open(record.offset(), span));
    }

    @Override
    public synchronized void reached(TopicPartition partition, long lastOffset, Level reached) {
        Deque<Open> open = waiting.get(partition);
        if (open == null || reached.compareTo(level) < 0) {
            return;
        }
        for (Open first = open.peek(); first != null && first.offset() <= lastOffset; first = open.peek()) {
            open.remove().span().setAttribute("tombolo.level", reached.name()).end();
        }
    }

    @Override
    public synchronized void refused(TopicPartition partition, Finding finding) {
        Deque<Open> open = waiting.get(partition);
        if (open != null) {
            open.removeIf(one -> {
                boolean found = one.offset() == finding.offset();
                if (found) {
                    one.span()
                            .setStatus(StatusCode.ERROR, finding.refusal().name())
                            .end();
                }
                return found;
            });
        }
    }
}
