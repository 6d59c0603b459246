package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.ledger.memory.InMemoryConsortium;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** The process under test: the service with a ledger in memory, or a Streams topology that does nothing. */
final class ScaleSubject {
    private ScaleSubject() {}

    /** Arguments: bootstrap servers, folder, number of partitions, {@code service} or {@code noop}. */
    public static void main(String[] arguments) throws IOException {
        AnchoringConfig config = config(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        if (arguments[3].equals("service")) {
            serve(config);
        } else {
            idle(config);
        }
        obey();
    }

    /** Topics of one size are one application's, so that sizes don't meet. */
    static String prefix(int partitions) {
        return "scale.example.n" + partitions + "-";
    }

    private static AnchoringConfig config(String bootstrapServers, Path dir, int partitions) {
        AnchoringConfig defaults = AnchoringConfig.FILE.defaults();
        return defaults.withId("scale-" + partitions)
                .withDataDir(dir)
                .withKafka(Map.of("bootstrap.servers", bootstrapServers))
                .withDatasets(List.of(AnchoringConfig.DatasetRule.raw(
                        "(?<organisation>scale\\.example)\\.(?<dataset>n" + partitions + "-[0-9]+)")))
                // The default budget is for a ledger that costs something.
                .withAnchor(defaults.anchor().withPace(1_000, 60_000))
                .withHttp(new Listener("127.0.0.1", 0));
    }

    private static void serve(AnchoringConfig config) {
        InMemoryRegistry registry = new InMemoryRegistry();
        for (Schema schema : List.of(Contracts.SEALED_BATCH, Contracts.ANCHOR, Contracts.REJECTED_INPUT)) {
            registry.register("all", SchemaSource.of(schema), false);
        }
        KeyPair key = Ed25519Keys.generate();
        LogKeys keys = organisation -> key;
        InMemoryConsortium ledger = new InMemoryConsortium("scale", Clock.systemUTC());
        AnchoringService service = AnchoringService.start(config, keys, ledger::ledger, registry);
        say("HTTP " + ServiceHttp.start(config.http(), service).address());
    }

    private static void idle(AnchoringConfig config) {
        Properties properties = AppendService.properties(config);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.id() + "-noop");
        Topology topology = new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "source",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Pattern.compile(config.datasets().get(0).topics().replaceAll("\\?<[a-z]+>", "?:")))
                .addProcessor("nothing", Nothing::new, "source");
        KafkaStreams streams = new KafkaStreams(topology, properties);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                say("RUNNING");
            }
        });
        streams.start();
    }

    private static final class Nothing implements Processor<byte[], byte[], Void, Void> {
        @Override
        public void process(Record<byte[], byte[]> record) {}
    }

    /** Reports its live heap when asked, and ends with the process that asks. */
    private static void obey() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while ("heap".equals(in.readLine())) {
            System.gc();
            System.gc();
            say("HEAP "
                    + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        Runtime.getRuntime().halt(0);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
