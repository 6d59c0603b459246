package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.schemas.contract.AnchorRecord;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What anchoring costs on real peers, with 500 heads or {@code -Dtombolo.measured.heads} of them; prints it with the machine's
 * load. Only counts and bytes are asserted: times depend on who else is on the machine.
 */
class NativeMeasurementIT {
    /** As many as the anchoring service hands in at once. */
    private static final int AT_ONCE = 500;

    private static final int MANY = Integer.getInteger("tombolo.measured.heads", AT_ONCE);

    private static final int SINGLE = 20;
    /** A log of 100,000 events a second, anchored every 5 s as the service does by default, or every 2 s as `up` does. */
    private static final double EVENTS_PER_SECOND = 100_000;

    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    @TempDir
    private Path directory;

    @Test
    void anchorsManyHeadsInFewTransactions() throws Exception {
        try (Ledger ledger = FabricLedger.connect(config())) {
            List<HeadToAnchor> heads = firstHeads(ledger, MANY);
            long began = System.nanoTime();

            List<AnchorOutcome> outcomes = new ArrayList<>();
            for (int from = 0; from < MANY; from += AT_ONCE) {
                List<HeadToAnchor> some = heads.subList(from, Math.min(MANY, from + AT_ONCE));
                outcomes.addAll(FABRIC.network().patiently(() -> ledger.anchor(some)));
            }

            double seconds = (System.nanoTime() - began) / 1e9;
            List<AnchorRecord> anchors = outcomes.stream()
                    .map(outcome -> ((AnchorOutcome.Committed) outcome).anchor())
                    .toList();
            long transactions =
                    anchors.stream().map(AnchorRecord::transactionId).distinct().count();
            long blocks = bytes(anchors);
            print(
                    "%,d heads in %d transactions: %.1f s, %,.0f heads/s, %,d bytes on the chain, %d a head",
                    MANY, transactions, seconds, MANY / seconds, blocks, blocks / MANY);
            assertThat(outcomes).hasSize(MANY).allMatch(AnchorOutcome.Committed.class::isInstance);
            assertThat(transactions).isLessThanOrEqualTo((MANY + AT_ONCE - 1) / AT_ONCE);
        }
    }

    @Test
    void keepsTheChainSmallWhateverTheDatasGrowth() throws Exception {
        try (Ledger ledger = FabricLedger.connect(config())) {
            OwnedLog log = OwnedLog.of("measured.example", "m-" + System.nanoTime());
            ledger.register(log.registration());
            long[] millis = new long[SINGLE];
            List<AnchorRecord> anchors = new ArrayList<>();
            for (int i = 0; i < SINGLE; i++) {
                // An odd step, so that the consistency proofs are as long as they get at this size.
                HeadToAnchor head = log.head(i * 2_011L, (i + 1) * 2_011L);
                long began = System.nanoTime();
                AnchorOutcome outcome = ledger.anchor(List.of(head)).get(0);
                millis[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                anchors.add(((AnchorOutcome.Committed) outcome).anchor());
            }
            Arrays.sort(millis);
            long each = bytes(anchors) / SINGLE;
            print(
                    "one head in a transaction: %d ms at the median of %d, %d ms at most; %,d bytes on the chain",
                    millis[SINGLE / 2], SINGLE, millis[SINGLE - 1], each);
            for (int seconds : new int[] {2, 5}) {
                double perMillion = each * 1e6 / (EVENTS_PER_SECOND * seconds);
                print(
                        "one log of 100,000 events/s anchored every %d s: %,.0f bytes on the chain per million events",
                        seconds, perMillion);
                assertThat(perMillion).isLessThan(seconds == 5 ? 20_000 : 50_000);
            }
        }
    }

    /** Blocks as a peer keeps them, each once. */
    private long bytes(List<AnchorRecord> anchors) throws Exception {
        FabricUnderTest fabric = FABRIC.network().fabric();
        try (GatewayConnection connection =
                new GatewayConnection(fabric.gateways().get(0), config())) {
            long bytes = 0;
            List<Long> blocks = anchors.stream()
                    .map(anchor -> Objects.requireNonNull(anchor.block()))
                    .distinct()
                    .toList();
            for (long block : blocks) {
                bytes += connection
                        .network()
                        .getContract("qscc")
                        .evaluateTransaction("GetBlockByNumber", fabric.channel(), Long.toString(block))
                        .length;
            }
            return bytes;
        }
    }

    private static List<HeadToAnchor> firstHeads(Ledger ledger, int count) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = keys.getPublic().getEncoded();
        String key =
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        String dataset = "many-" + System.nanoTime();
        ledger.register(new DatasetRegistration("measured.example", dataset, key));
        List<HeadToAnchor> heads = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            String origin = "measured.example/" + dataset + "/" + partition;
            Hash root = TreeHasher.sha256().leaf(origin.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            String note = NoteSigner.sign(new Checkpoint(origin, 1, root).text(), NoteSigner.ed25519(origin, keys))
                    .format();
            heads.add(new HeadToAnchor(origin, 1, root, 0, List.of(), note));
        }
        return heads;
    }

    private FabricLedger.Config config() {
        FabricUnderTest fabric = FABRIC.network().fabric();
        return new FabricLedger.Config(
                List.of(fabric.gateways().get(0)),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                fabric.members(),
                directory.resolve("state"),
                FabricLedger.Config.DEFAULT_PATIENCE);
    }

    private static void print(String format, Object... values) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        System.out.printf(
                Locale.ROOT, "native network, load %.1f: %s%n", load, String.format(Locale.ROOT, format, values));
    }
}
