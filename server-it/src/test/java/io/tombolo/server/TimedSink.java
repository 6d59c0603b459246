package io.tombolo.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** A Connect sink that remembers what it was given. */
public final class TimedSink extends SinkConnector {
    static final Seen SEEN = new Seen();

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void start(Map<String, String> props) {
        // Nothing to open.
    }

    @Override
    public Class<? extends Task> taskClass() {
        return TimedTask.class;
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
    public static final class TimedTask extends SinkTask {
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
            records.forEach(record -> SEEN.take(record.kafkaPartition(), record.kafkaOffset(), record.timestamp()));
        }

        @Override
        public void stop() {
            // Nothing is open.
        }
    }
}
