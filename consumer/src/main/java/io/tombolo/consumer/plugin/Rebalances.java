package io.tombolo.consumer.plugin;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.Sanitizer;

/**
 * How often a consumer's group has rebalanced, from the consumer's own metrics: an interceptor is not notified when partitions come and go.
 */
final class Rebalances {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;

    Rebalances(String clientId) {
        try {
            name = new ObjectName(
                    "kafka.consumer:type=consumer-coordinator-metrics,client-id=" + Sanitizer.jmxSanitize(clientId));
        } catch (JMException e) {
            throw new IllegalStateException(clientId, e);
        }
    }

    /** Never fewer than before; 0 where the consumer has no group, or does not report to JMX. */
    long count() {
        try {
            return server.getAttribute(name, "rebalance-total") instanceof Number count ? count.longValue() : 0;
        } catch (JMException e) {
            return 0;
        }
    }
}
