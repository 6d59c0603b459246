package io.tombolo.consumer.plugin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A Connect sink that counts what it is given. */
public final class CountingSink extends SinkConnector {
    static final AtomicLong COUNT = new AtomicLong();

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void start(Map<String, String> props) {
        COUNT.set(0);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return CountingTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(Map.of());
    }

    @Override
    public void stop() {
        // Nothing is open.
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    /** Its only task. */
    public static final class CountingTask extends SinkTask {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public void start(Map<String, String> props) {
            // Nothing to open.
        }

        @Override
        public void put(Collection<SinkRecord> records) {
            COUNT.addAndGet(records.size());
        }

        @Override
        public void stop() {
            // Nothing is open.
        }
    }
}
