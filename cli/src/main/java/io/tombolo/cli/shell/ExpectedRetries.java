package io.tombolo.cli.shell;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Leaves out a warning of Kafka's producer that reports nothing new: on several brokers its next transaction begins while the markers of the last one are being
 * written, and it tries again some milliseconds later, once a second or more often. Its other warnings stay.
 */
final class ExpectedRetries extends Filter<ILoggingEvent> {
    private static final String PRODUCER = "org.apache.kafka.clients.producer.internals.Sender";
    private static final String RETRIED = "Error: CONCURRENT_TRANSACTIONS";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getLoggerName().equals(PRODUCER)
                        && event.getFormattedMessage().endsWith(RETRIED)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
