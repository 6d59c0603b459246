package io.tombolo.connect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A source whose first task fails with the text of its setting {@code failure}; the next one shares one record. */
public final class FailingSource extends SourceConnector {
    static final AtomicInteger STARTS = new AtomicInteger();
    private Map<String, String> settings = Map.of();

    @Override
    public void start(Map<String, String> props) {
        settings = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return FirstFails.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "1";
    }

    /** Fails at its first poll, once for each test. */
    public static final class FirstFails extends SourceTask {
        private String failure = "";
        private boolean sent;

        @Override
        public void start(Map<String, String> props) {
            failure = STARTS.getAndIncrement() == 0 ? props.getOrDefault("failure", "") : "";
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            if (!failure.isEmpty()) {
                throw new ConnectException(failure);
            }
            if (sent) {
                Thread.sleep(10);
                return List.of();
            }
            sent = true;
            return List.of(new SourceRecord(Map.of("p", "0"), Map.of("o", 1), "shared", Schema.STRING_SCHEMA, "one"));
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "1";
        }
    }
}
