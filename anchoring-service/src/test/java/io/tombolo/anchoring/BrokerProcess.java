package io.tombolo.anchoring;

import io.tombolo.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;

/** A broker in a process of its own: Kafka ends its process when it can't write any more. */
final class BrokerProcess {
    private BrokerProcess() {}

    /**
     * Arguments: folder, port. Runs until it is killed. Index files have holes, and to fill one where there is no room ends a Java
     * program at any point; so no entries are made.
     */
    public static void main(String[] arguments) {
        EmbeddedKafka.start(new EmbeddedKafka.Config(
                Path.of(arguments[0]),
                "127.0.0.1",
                Integer.parseInt(arguments[1]),
                Map.of("log.segment.bytes", "4194304", "log.index.interval.bytes", "104857600")));
        System.out.println("BROKER STARTED");
        System.out.flush();
    }
}
