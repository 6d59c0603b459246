package io.tombolo.connectors.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a running connector is asked to share rows that are there already, in chunks between the changes: Debezium's incremental
 * snapshot, asked for by a record in a Kafka topic, so that nothing is written to the database and nobody who writes has to wait.
 */
public final class Backfill {

    /** The topic of such requests, one partition. Key: the connector's name, UTF-8; value: JSON. */
    public static final String TOPIC = "tombolo.signals";
    /** For how long a request counts, in milliseconds: a connector made later must not take it for its own. */
    public static final long RETENTION_MS = 86_400_000;

    private Backfill() {}

    /** The settings by which a connector listens to {@link #TOPIC}; without them it can't be asked. */
    public static Map<String, String> settings(String connector, String bootstrap) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("read.only", "true");
        settings.put("signal.enabled.channels", "kafka");
        settings.put("signal.kafka.topic", TOPIC);
        settings.put("signal.kafka.bootstrap.servers", bootstrap);
        settings.put("signal.kafka.groupId", "tombolo-signals-" + connector);
        settings.put("signal.poll.interval.ms", "1000");
        settings.put("incremental.snapshot.chunk.size", "4096");
        return settings;
    }

    /** Whether a connector of that configuration can be asked. */
    public static boolean possible(Map<String, String> config) {
        return TOPIC.equals(config.get("signal.kafka.topic"));
    }

    /** The records' values that ask for all rows of these tables. */
    public static List<String> requests(List<TableName> tables) {
        List<TableName> odd = tables.stream().filter(table -> !survives(table)).toList();
        List<TableName> plain = tables.stream().filter(Backfill::survives).toList();
        List<String> requests = new ArrayList<>();
        if (!plain.isEmpty()) {
            requests.add(request("incremental", plain));
        }
        if (!odd.isEmpty()) {
            requests.add(request("blocking", odd));
        }
        return requests;
    }

    /**
     * Whether Debezium can read the table's name back from its position. In the middle of an incremental snapshot it keeps the name
     * there without quotes; one that it reads otherwise would stop the connector at its next start. For such a table, the rows are
     * asked for at once instead: changes wait until they are read.
     */
    private static boolean survives(TableName table) {
        return Stream.of(table.outer(), table.name()).allMatch(part -> part.matches("[^\\s.\"'`]+"));
    }

    private static String request(String type, List<TableName> tables) {
        String names = tables.stream()
                .map(DebeziumNames::table)
                .map(name -> '"' + name.replace("\\", "\\\\") + '"')
                .collect(Collectors.joining(","));
        return "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"execute-snapshot\",\"data\":{\"type\":\"" + type
                + "\",\"data-collections\":[" + names + "]}}";
    }
}
