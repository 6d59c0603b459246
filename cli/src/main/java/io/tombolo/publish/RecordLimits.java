package io.tombolo.publish;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The largest record that Kafka takes on every one of some topics, and the connector's settings that go with it: so an operator who
 * raises or lowers {@code max.message.bytes} of a topic runs the same command again and is done.
 *
 * @param bytes {@code max.message.bytes}, the least of the topics'
 */
public record RecordLimits(int bytes) {

    private static final int KAFKAS_DEFAULT = 1_048_588;
    private static final String OF_BROKER = "message.max.bytes";
    /** What a record's and a batch's heads, frames and headers take, with room to spare. */
    private static final int HEADS = 1 << 10;
    /** What the envelope adds to a file's row. */
    private static final int ENVELOPE = 4 << 10;

    private static final int LEAST = 1 << 10;
    private static final int LARGEST_ROW = 1 << 26;
    private static final int BATCH = 262_144;
    private static final long BUFFER = 32L << 20;

    /**
     * Asks Kafka, with these settings of a client. A topic that is not there yet will have the broker's limit.
     *
     * @throws PublishException when Kafka does not answer
     */
    public static RecordLimits of(Map<String, String> kafka, Collection<String> topics) throws InterruptedException {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            return of(admin, String.valueOf(kafka.get("bootstrap.servers")), topics);
        }
    }

    /** The same by a client that is open. */
    static RecordLimits of(Admin admin, String kafka, Collection<String> topics) throws InterruptedException {
        try {
            int least = Integer.MAX_VALUE;
            for (String topic : topics) {
                least = Math.min(least, ofTopic(admin, topic));
            }
            return new RecordLimits(least);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                // Who may write a topic need not be allowed to read its settings: then the operator sets what differs.
                return new RecordLimits(KAFKAS_DEFAULT);
            }
            throw new PublishException("the limits of Kafka at " + kafka + " can't be read: " + e.getCause(), e);
        }
    }

    private static int ofTopic(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return number(admin, resource, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
        int least = Integer.MAX_VALUE;
        for (Node node : admin.describeCluster().nodes().get()) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            least = Math.min(least, number(admin, broker, OF_BROKER));
        }
        return least;
    }

    private static int number(Admin admin, ConfigResource resource, String name)
            throws ExecutionException, InterruptedException {
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        ConfigEntry entry = config == null ? null : config.get(name);
        return entry == null ? KAFKAS_DEFAULT : Integer.parseInt(entry.value());
    }

    /** Of any connector with our transform under the name {@code change}; none where Kafka's default is in force. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (bytes != KAFKAS_DEFAULT) {
            settings.put("producer.override.max.request.size", String.valueOf(bytes));
            settings.put("producer.override.batch.size", String.valueOf(Math.min(BATCH, bytes)));
            settings.put("producer.override.buffer.memory", String.valueOf(Math.max(BUFFER, 2L * bytes)));
            settings.put("transforms.change.record.max.bytes", String.valueOf(Math.max(LEAST, bytes - HEADS)));
        }
        return settings;
    }

    /** Those of a connector that reads files. */
    Map<String, String> settingsForFiles() {
        Map<String, String> settings = settings();
        if (bytes != KAFKAS_DEFAULT) {
            int row = Math.min(LARGEST_ROW, Math.max(LEAST, bytes - HEADS - ENVELOPE));
            settings.put("record.max.bytes", String.valueOf(row));
        }
        return settings;
    }
}
