package io.tombolo.consumer.listen;

import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/**
 * Verdicts as Kafka metrics of the group {@value #GROUP}: beside a consumer's own in {@code metrics()}, in JMX under {@code
 * kafka.consumer}, and so wherever those are collected. Safe for use by several threads.
 */
public final class VerdictMetrics implements VerdictListener, AutoCloseable {
    /** The group of all these metrics. */
    public static final String GROUP = "tombolo-verification-metrics";

    private final Metrics metrics;
    private final String clientId;
    private final ToLongFunction<TopicPartition> unsealed;
    private final Map<MetricName, AtomicLong> values = new ConcurrentHashMap<>();
    private final Set<TopicPartition> known = new HashSet<>();

    /**
     * Metrics of one consumer.
     *
     * @param clientId the consumer's
     * @param unsealed how many records of a partition wait for a checkpoint
     */
    public VerdictMetrics(String clientId, ToLongFunction<TopicPartition> unsealed) {
        this.clientId = clientId;
        this.unsealed = unsealed;
        metrics = new Metrics(
                new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.consumer"));
        for (Refusal refusal : Refusal.values()) {
            count(refusedTotal(refusal));
        }
        for (String total : List.of("gone-total", "skipped-total", "delayed-total")) {
            count(name(total, Map.of()));
        }
    }

    /** All of them. */
    public Map<MetricName, ? extends Metric> all() {
        Map<MetricName, Metric> own = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        metrics.metrics().forEach((name, metric) -> {
            if (name.group().equals(GROUP)) {
                own.put(name, metric);
            }
        });
        return own;
    }

    /** Shows these partitions, and no others. */
    public synchronized void show(Set<TopicPartition> partitions) {
        if (known.equals(partitions)) {
            return;
        }
        for (TopicPartition gone :
                known.stream().filter(at -> !partitions.contains(at)).toList()) {
            known.remove(gone);
            metrics.removeMetric(name("unsealed-records", tags(gone)));
            for (Level level : Level.values()) {
                values.remove(offset(gone, level));
                metrics.removeMetric(offset(gone, level));
            }
        }
        for (TopicPartition at : partitions) {
            if (known.add(at)) {
                metrics.addMetric(
                        name("unsealed-records", tags(at)), (Gauge<Long>) (config, now) -> unsealed.applyAsLong(at));
                for (Level level : List.of(Level.SEALED, Level.ANCHORED, Level.CROSS_ANCHORED)) {
                    count(offset(at, level)).set(-1);
                }
            }
        }
    }

    /** Shows how many receipts of usage wait to be sent, and how often the owner's erasures could not be asked for. */
    public void show(UsageReceipts usage) {
        metrics.addMetric(
                name("erasures-unanswered-total", Map.of()), (Gauge<Long>) (config, now) -> usage.erasuresUnanswered());
        metrics.addMetric(name("usage-receipts-unsent", Map.of()), (Gauge<Integer>) (config, now) -> usage.unsent());
    }

    @Override
    public void reached(TopicPartition partition, long lastOffset, Level level) {
        for (Level lower : Level.values()) {
            AtomicLong value = lower.compareTo(level) <= 0 ? values.get(offset(partition, lower)) : null;
            if (value != null) {
                value.accumulateAndGet(lastOffset, Math::max);
            }
        }
    }

    @Override
    public void refused(TopicPartition partition, Finding finding) {
        count(refusedTotal(finding.refusal())).incrementAndGet();
    }

    @Override
    public void gone(TopicPartition partition, Finding finding) {
        count(name("gone-total", Map.of())).incrementAndGet();
    }

    @Override
    public void skipped(ConsumerRecord<byte[], byte[]> record, Finding finding) {
        count(name("skipped-total", Map.of())).incrementAndGet();
    }

    @Override
    public void delayed(TopicPartition partition, String why) {
        count(name("delayed-total", Map.of())).incrementAndGet();
    }

    @Override
    public void close() {
        metrics.close();
    }

    private AtomicLong count(MetricName name) {
        return values.computeIfAbsent(name, key -> {
            AtomicLong value = new AtomicLong();
            metrics.addMetric(key, (Gauge<Long>) (config, now) -> value.get());
            return value;
        });
    }

    private MetricName refusedTotal(Refusal refusal) {
        return name("refused-total", Map.of("refusal", refusal.name()));
    }

    private MetricName offset(TopicPartition at, Level level) {
        return name(level.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-offset", tags(at));
    }

    private static Map<String, String> tags(TopicPartition at) {
        return Map.of("topic", at.topic(), "partition", Integer.toString(at.partition()));
    }

    private MetricName name(String name, Map<String, String> tags) {
        Map<String, String> all = new TreeMap<>(tags);
        all.put("client-id", clientId);
        return metrics.metricName(name, GROUP, "", all);
    }
}
