package io.tombolo.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.AppendConfig;
import io.tombolo.anchoring.config.SealConfig;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.probe.Step;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.FabricLedgerConfig;
import io.tombolo.ledger.fabric.GatewayPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The service in a process of its own, which says when it reaches a step and then waits there for its end. */
final class KilledService {
    private KilledService() {}

    /** Arguments: folder, bootstrap servers, the ledger's endpoint, a step or NONE, its how manieth time. */
    public static void main(String[] arguments) throws IOException {
        Path dir = Path.of(arguments[0]);
        AnchoringConfig config = AnchoringConfig.defaults()
                .modest()
                .withDataDir(dir.resolve("anchoring"))
                .withKafka(Map.of("bootstrap.servers", arguments[1]))
                .withSeal(new SealConfig(300, 300))
                .withAppend(new AppendConfig(1, 100, 200, 200, 1 << 20, 128 << 10, 5, 16 << 20, 1));
        Ledger ledger = ledger(dir, arguments[2]);
        AnchoringService.start(
                config,
                new PemLogKeys(dir.resolve("keys")),
                organisation -> ledger,
                Cluster.registry(),
                true,
                stopAt(arguments[3], Integer.parseInt(arguments[4])));
        say("STARTED");
    }

    static Ledger ledger(Path dir, String endpoint) throws IOException {
        return FabricLedger.connect(new FabricLedgerConfig(
                List.of(GatewayPeer.plainText(endpoint)),
                "tombolo",
                "anchors",
                FabricIdentity.ofPem(
                        Files.readString(dir.resolve("msp.txt")),
                        Files.readString(dir.resolve("client.pem")),
                        Files.readString(dir.resolve("client.key"))),
                List.of(),
                dir.resolve("ledger-client"),
                Duration.ofSeconds(5)));
    }

    private static Probe stopAt(String step, int time) {
        if (step.equals("NONE")) {
            return Probe.NONE;
        }
        Step last = Step.valueOf(step);
        AtomicInteger left = new AtomicInteger(time);
        return now -> {
            if (now == last && left.decrementAndGet() == 0) {
                say("AT " + now);
                while (true) {
                    LockSupport.park();
                }
            }
        };
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
