import io.tombolo.consumer.RefusedException;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.watch.TopicDatasets;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Level;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a recipient sees, a line each, for {@code count.py}: {@code Recipient SETTINGS.properties LOG}. Of a verifying consumer: E (event), L (level
 * reached), R (refused), D (delayed), X (an exception; it begins again behind its last commit). Of a plain one: P (committed event), A (anchor).
 */
public final class Recipient {
    private static PrintStream out;

    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(arguments[0]))) {
            settings.load(in);
        }
        out = new PrintStream(new FileOutputStream(arguments[1], true), true, StandardCharsets.UTF_8);
        if (settings.containsKey("plain")) {
            Thread plain = new Thread(() -> plainly(settings), "plain");
            plain.setDaemon(true);
            plain.start();
        }
        while (true) {
            try {
                verify(settings);
            } catch (RefusedException e) {
                line("R", "ended: " + e.getMessage());
                System.exit(1);
            } catch (Exception e) {
                line("X", "verifying: " + e);
                Thread.sleep(1_000);
            }
        }
    }

    private static Map<String, Object> kafka(Properties settings, String group) {
        Map<String, Object> kafka = new HashMap<>();
        kafka.put("bootstrap.servers", settings.getProperty("bootstrap"));
        kafka.put("group.id", group);
        kafka.put("auto.offset.reset", "earliest");
        kafka.put("isolation.level", "read_committed");
        return kafka;
    }

    private static void verify(Properties settings) throws Exception {
        String topic = settings.getProperty("topic");
        DatasetId dataset = DatasetId.parse(settings.getProperty("dataset"));
        TopicDatasets topics = settings.containsKey("mirror")
                ? new TopicDatasets(false, Map.of()).withMirror(topic, dataset)
                : TopicDatasets.byName();
        try (HttpRegistryClient registry = HttpRegistryClient.of(URI.create(settings.getProperty("registry")))) {
            VerificationConfig verification = VerificationConfig.builder(
                            new ProvenanceClient(URI.create(settings.getProperty("readSide"))),
                            PolicyFile.read(Files.readAllBytes(Path.of(settings.getProperty("policy")))),
                            EvidenceVerifier.receipts(),
                            new RegistrySchemaHashes(registry))
                    .topics(topics)
                    .listener(new Lines())
                    .build();
            try (Consumer<Object, Object> consumer = VerifyingConsumer.create(
                    kafka(settings, "recipient"),
                    new AvroDeserializer(registry),
                    new AvroDeserializer(registry),
                    verification)) {
                consumer.subscribe(List.of(topic));
                while (true) {
                    for (ConsumerRecord<Object, Object> event : consumer.poll(Duration.ofMillis(200))) {
                        GenericRecord row = (GenericRecord) ((GenericRecord) event.value()).get("after");
                        line("E", event.partition() + " " + event.offset() + " " + row.get("n") + " " + row.get("written"));
                    }
                    consumer.commitSync();
                }
            }
        }
    }

    private static void plainly(Properties settings) {
        String topic = settings.getProperty("topic");
        while (true) {
            try (HttpRegistryClient registry = HttpRegistryClient.of(URI.create(settings.getProperty("registry")));
                    KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                            kafka(settings, "plain"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                AvroDeserializer avro = new AvroDeserializer(registry);
                consumer.subscribe(List.of(topic, "tombolo.anchors"));
                while (true) {
                    for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
                        if (one.topic().equals(topic)) {
                            line("P", one.partition() + " " + one.offset() + " " + number(one.key()) + " " + one.timestamp());
                        } else {
                            AnchorRecord anchor =
                                    AnchorRecord.fromAvro((GenericRecord) avro.deserialize(one.topic(), one.value()));
                            line("A", anchor.origin() + " " + anchor.size() + " " + anchor.anchoredAt().toEpochMilli());
                        }
                    }
                    consumer.commitSync();
                }
            } catch (Exception e) {
                line("X", "plain: " + e);
            }
        }
    }

    /** The key's only field, a long: framed Avro is five bytes and a number in zigzag. */
    private static long number(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key, 5, key.length - 5);
        long raw = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            raw |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
    }

    private static synchronized void line(String kind, String text) {
        out.println(kind + " " + System.currentTimeMillis() + " " + text.replace('\n', ' '));
    }

    private static final class Lines implements VerdictListener {
        @Override
        public void reached(TopicPartition partition, long lastOffset, Level level) {
            line("L", partition.partition() + " " + lastOffset + " " + level);
        }

        @Override
        public void refused(TopicPartition partition, Finding finding) {
            line("R", partition + " " + finding);
        }

        @Override
        public void delayed(TopicPartition partition, String why) {
            line("D", partition + " " + why);
        }
    }
}
