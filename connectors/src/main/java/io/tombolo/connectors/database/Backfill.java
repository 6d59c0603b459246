package io.tombolo.connectors.database;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.connectors.source.NameList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final ObjectMapper JSON = new ObjectMapper();

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
        // Else a table whose rows it can't read to their end is left with a line in the log; our transform reports it.
        settings.put("notification.enabled.channels", "sink");
        settings.put("notification.sink.topic.name", connector + ".notifications");
        return settings;
    }

    /** Whether a connector of that configuration can be asked. */
    public static boolean possible(Map<String, String> config) {
        return TOPIC.equals(config.get("signal.kafka.topic"));
    }

    /** The setting that lists those of a connector's tables that can't be read in chunks. */
    static final String AT_ONCE = "transforms.watch." + WatchSource.AT_ONCE;

    /**
     * The records' values that ask for all rows of these tables. MariaDB and MySQL are asked once: there, Debezium reads a chunk and what it
     * reads at once over the same connection and at the same time, and ends the latter without a row when a transaction of the former is
     * open.
     *
     * @param config the connector's configuration
     */
    public static List<String> requests(List<TableName> tables, Map<String, String> config) {
        Set<TableName> whole = NameList.parse(config.getOrDefault(AT_ONCE, "")).stream()
                .map(TableName::parse)
                .collect(Collectors.toSet());
        List<TableName> atOnce = new ArrayList<>();
        List<TableName> inChunks = new ArrayList<>();
        tables.forEach(table -> (survives(table) && !whole.contains(table) ? inChunks : atOnce).add(table));
        if (!atOnce.isEmpty() && MySqlConnector.isOne(config)) {
            return List.of(request("blocking", tables, config));
        }
        List<String> requests = new ArrayList<>();
        if (!inChunks.isEmpty()) {
            requests.add(request("incremental", inChunks, Map.of()));
        }
        if (!atOnce.isEmpty()) {
            requests.add(request("blocking", atOnce, config));
        }
        return requests;
    }

    /**
     * Whether Debezium can read the table's name back from its position. In the middle of an incremental snapshot it keeps the name
     * there without quotes; one that it reads otherwise would stop the connector at its next start. For such a table, and for one
     * that can't be read in chunks, the rows are asked for at once instead: changes wait until they are read.
     */
    private static boolean survives(TableName table) {
        return Stream.of(table.outer(), table.name()).allMatch(part -> part.matches("[^\\s.\"'`]+"));
    }

    /** @param config holds the queries by which a first snapshot reads some tables, and so does this */
    private static String request(String type, List<TableName> tables, Map<String, String> config) {
        ObjectNode request =
                JSON.createObjectNode().put("id", UUID.randomUUID().toString()).put("type", "execute-snapshot");
        ObjectNode data = request.putObject("data").put("type", type);
        ArrayNode names = data.putArray("data-collections");
        tables.forEach(table -> names.add(DebeziumNames.table(table)));
        for (TableName table : tables) {
            String select = config.get(DateSelects.OVERRIDES + "." + table.dotted());
            if (select != null) {
                data.withArray("additional-conditions")
                        .addObject()
                        .put("data-collection", table.dotted())
                        .put("filter", select);
            }
        }
        return request.toString();
    }
}
