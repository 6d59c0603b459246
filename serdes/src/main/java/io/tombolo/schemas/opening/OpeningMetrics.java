package io.tombolo.schemas.opening;

import io.tombolo.protect.EventOpener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/** How many protected values were opened and not, as Kafka metrics of the group {@value #GROUP}, in JMX under {@code kafka.consumer}. */
final class OpeningMetrics implements AutoCloseable {

    static final String GROUP = "tombolo-opening-metrics";

    private final Metrics metrics = new Metrics(
            new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.consumer"));
    private final LongAdder opened = new LongAdder();
    private final LongAdder withheld = new LongAdder();
    private final LongAdder erased = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final String clientId;

    OpeningMetrics(String clientId, LongSupplier held) {
        this.clientId = clientId;
        show("opened-total", opened::sum);
        show("withheld-total", withheld::sum);
        show("erased-total", erased::sum);
        show("damaged-total", damaged::sum);
        show("keys-held", held);
    }

    private void show(String name, LongSupplier value) {
        metrics.addMetric(metrics.metricName(name, GROUP, "", Map.of("client-id", clientId)), (Gauge<Long>)
                (config, now) -> value.getAsLong());
    }

    void count(EventOpener.Count count) {
        opened.add(count.opened());
        if (count.unread() > 0) {
            withheld.add(count.withheld());
            erased.add(count.erased());
            damaged.add(count.damaged());
        }
    }

    Map<MetricName, Metric> all() {
        Map<MetricName, Metric> own = new HashMap<>(metrics.metrics());
        own.keySet().removeIf(name -> !name.group().equals(GROUP));
        return own;
    }

    @Override
    public void close() {
        metrics.close();
    }
}
