package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.kafka.EmbeddedKafka;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's disk runs full under load. Kafka then ends; nothing that it had acknowledged is lost, nothing gets a second leaf. */
class FullDiskIT {
    private static final String TOPIC = "acme.example.brimming";
    private static final Duration SOON = Duration.ofMinutes(5);

    @Test
    void goesOnWithoutALossWhenTheBrokersDiskWasFullAndHasRoomAgain(@TempDir Path dir) throws Exception {
        assumeTrue(
                SmallDisk.isPossible(dir),
                "needs unshare (util-linux) and a kernel that lets users make namespaces:"
                        + " sysctl kernel.unprivileged_userns_clone=1, or run as root");
        Path disk = Files.createDirectory(dir.resolve("disk"));
        int port = freePort();
        try (SmallDisk small = SmallDisk.mount(disk, 64, port)) {
            small.order("start", "BROKER STARTED");
            try (Cluster cluster = Cluster.on(dir, "127.0.0.1:" + port)) {
                cluster.topic(TOPIC, 2);
                try (AnchoringService service = cluster.start()) {
                    List<Future<?>> sent = new ArrayList<>();
                    try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of())) {
                        send(cluster, producer, 0, sent);
                        await().atMost(SOON).until(() -> service.state().anchored() == 600);

                        small.order("fill", "FULL");
                        send(cluster, producer, 600, sent);
                        small.order("ended", "BROKER ENDED");
                        small.order("free", "FREE");
                        small.order("start", "BROKER STARTED");
                        send(cluster, producer, 1200, sent);
                        for (Future<?> acknowledged : sent) {
                            acknowledged.get();
                        }
                    }
                    await().atMost(SOON).until(() -> service.state().anchored() == 1800);
                }
                cluster.outputs().assertMatchesSource(TOPIC, 0, 1);
                cluster.outputs().assertMatchesSource(TOPIC, 1, 1);
                assertThat(cluster.outputs().sizeOf(TOPIC, 2)).isEqualTo(1800);
            }
        }
    }

    private static void send(Cluster cluster, KafkaProducer<byte[], byte[]> producer, int from, List<Future<?>> sent) {
        for (int number = from; number < from + 600; number++) {
            sent.add(producer.send(cluster.change(TOPIC, number % 2, number)));
        }
    }

    private static int freePort() {
        return EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
    }
}
