package io.tombolo.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;

/**
 * The service in a process of its own, which says when it reaches a step and then waits there: for its end, or for a line of input.
 * It starts with the first line, so that a test can have it ready while another one still runs.
 */
final class KilledService {
    private KilledService() {}

    /** Arguments: folder, bootstrap servers, the ledger's endpoint, instance, own folder, and steps as {@code STEP:how manieth}. */
    public static void main(String[] arguments) throws IOException, ExecutionException, InterruptedException {
        Path dir = Path.of(arguments[0]);
        Path own = dir.resolve(arguments[4]);
        AnchoringConfig config = config(arguments[1], own).withInstance(arguments[3]);
        CountDownLatch goOn = new CountDownLatch(1);
        Probe probe = stopAt(List.of(arguments).subList(5, arguments.length), goOn);
        warmUp(config);
        say("READY");
        awaitLine();
        Ledger ledger = ledger(dir, own.resolve("ledger-client"), arguments[2]);
        AnchoringService service = AnchoringService.start(
                config,
                new PemLogKeys(dir.resolve("keys")),
                organisation -> ledger,
                Map.of(),
                Cluster.registry(),
                true,
                probe);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        say("STARTED");
        awaitLine();
        goOn.countDown();
    }

    /** Small buffers and short sessions and transactions, so that others take over soon. */
    static AnchoringConfig config(String bootstrap, Path own) {
        return AnchoringConfig.FILE
                .defaults()
                .modest()
                .withDataDir(own.resolve("anchoring"))
                .withKafka(Map.of(
                        "bootstrap.servers", bootstrap,
                        "consumer.session.timeout.ms", "3000",
                        "consumer.heartbeat.interval.ms", "500",
                        "producer.transaction.timeout.ms", "3000"))
                .withSeal(new AnchoringConfig.Seal(300, 300))
                .withAppend(new AnchoringConfig.Append(1, 100, 200, 200, 1 << 20, 128 << 10, 5, 16 << 20, 1));
    }

    static Ledger ledger(Path dir, Path own, String endpoint) throws IOException {
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(endpoint)),
                "tombolo",
                "anchors",
                FabricIdentity.ofPem(
                        Files.readString(dir.resolve("msp.txt")),
                        Files.readString(dir.resolve("client.pem")),
                        Files.readString(dir.resolve("client.key"))),
                List.of(),
                own,
                Duration.ofSeconds(5)));
    }

    /** Loads most classes of Kafka's clients, which is most of a start. */
    private static void warmUp(AnchoringConfig config) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Clients.admin(config))) {
            admin.describeCluster().nodes().get();
        }
        Clients.reader(config).close();
        Clients.producer(config, "warm-up").close();
    }

    private static Probe stopAt(List<String> steps, CountDownLatch goOn) {
        Map<Probe.Step, AtomicInteger> left = new EnumMap<>(Probe.Step.class);
        for (String step : steps) {
            String[] named = step.split(":", -1);
            left.put(Probe.Step.valueOf(named[0]), new AtomicInteger(Integer.parseInt(named[1])));
        }
        if (left.isEmpty()) {
            return Probe.NONE;
        }
        return now -> {
            AtomicInteger times = left.get(now);
            if (times != null && times.decrementAndGet() == 0) {
                say("AT " + now);
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static void awaitLine() throws IOException {
        int read = System.in.read();
        while (read >= 0 && read != '\n') {
            read = System.in.read();
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
