package io.tombolo.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    @TempDir
    Path dir;

    @Test
    void keepsItsRecordsOverARestartOnOtherPorts() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir))) {
            try (Admin admin = admin(kafka)) {
                admin.createTopics(List.of(new NewTopic("t", 1, (short) 1)))
                        .all()
                        .get();
            }
            publishInATransaction(kafka.bootstrapServers(), "one");
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir))) {
            assertThat(firstValue(kafka.bootstrapServers())).isEqualTo("one");
            assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir)))
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("in use by another node");
            assertThat(firstValue(kafka.bootstrapServers())).isEqualTo("one");
        }
    }

    @Test
    void keepsItsUsersOverRestartsAfterOthersWereRemoved() throws Exception {
        EmbeddedKafka.Config config = EmbeddedKafka.Config.loopback(dir);
        // So many that the first one in Kafka's map is one that was removed.
        List<String> stay = List.of("stays", "stays-too");
        List<String> go = IntStream.range(0, 40).mapToObj(i -> "goes-" + i).toList();
        try (EmbeddedKafka first = EmbeddedKafka.start(config);
                Admin admin = admin(first)) {
            alter(admin, Stream.concat(stay.stream(), go.stream()).map(EmbeddedKafkaIT::made));
            alter(admin, go.stream().map(EmbeddedKafkaIT::removed));
        }

        for (int restart = 0; restart < 2; restart++) {
            try (EmbeddedKafka again = EmbeddedKafka.start(config);
                    Admin admin = admin(again)) {
                assertThat(admin.describeUserScramCredentials().all().get().keySet())
                        .containsExactlyInAnyOrderElementsOf(stay);
                // Behind the snapshot that was written: one who comes and goes there changes nothing for the others.
                alter(admin, Stream.of(made("short")));
                alter(admin, Stream.of(removed("short")));
            }
        }
    }

    private static UserScramCredentialAlteration made(String user) {
        return new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "secret-of-" + user);
    }

    private static UserScramCredentialAlteration removed(String user) {
        return new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512);
    }

    private static void alter(Admin admin, Stream<UserScramCredentialAlteration> users) throws Exception {
        admin.alterUserScramCredentials(users.toList()).all().get();
    }

    private static Admin admin(EmbeddedKafka node) {
        return Admin.create(Map.of("bootstrap.servers", node.bootstrapServers()));
    }

    @Test
    void namesThePortThatIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedKafka.start(
                            new EmbeddedKafka.Config(dir.resolve("k"), "127.0.0.1", port, Map.of())))
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageStartingWith("Kafka (--kafka-port): port " + port + " on 127.0.0.1: in use");
        }
        assertThat(dir.resolve("k")).doesNotExist();
    }

    @Test
    void namesTheFolderThatIsAFile() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "x");

        assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Config.loopback(file)))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining(file + ": can't be written");
    }

    private static void publishInATransaction(String servers, String value) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "transactional.id", "x");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>("t", value));
            producer.commitTransaction();
        }
    }

    private static String firstValue(String servers) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    return record.value();
                }
            }
            throw new AssertionError("no record within 60 s");
        }
    }
}
