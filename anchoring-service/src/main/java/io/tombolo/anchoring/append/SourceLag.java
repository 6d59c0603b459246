package io.tombolo.anchoring.append;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Adds up what Kafka's consumers say of each partition. */
final class SourceLag {
    private SourceLag() {}

    /** Records between the consumers' positions and the partitions' ends; -1 when no consumer has fetched yet. */
    static long of(Map<MetricName, ? extends Metric> metrics) {
        long sum = -1;
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            MetricName name = metric.getKey();
            if (name.name().equals("records-lag")
                    && name.tags().containsKey("partition")
                    && metric.getValue().metricValue() instanceof Double lag
                    && !lag.isNaN()) {
                sum = Math.max(0, sum) + lag.longValue();
            }
        }
        return sum;
    }
}
