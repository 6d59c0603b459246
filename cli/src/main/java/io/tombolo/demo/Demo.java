package io.tombolo.demo;

import io.tombolo.publish.Publisher;
import io.tombolo.server.DataFolder;
import io.tombolo.server.Ledgers;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.terminal.Progress;
import io.tombolo.terminal.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The main job from end to end, on real data, with everything in this process; what it says is what it saw. */
public final class Demo {
    private static final Duration SEAL_AGE = Duration.ofMillis(500);
    private static final Duration ANCHOR_INTERVAL = Duration.ofMillis(500);
    private static final int SEAL_LEAVES = 10_000;

    private final PrintWriter out;
    private final Tombolo node;
    private final Path folder;
    private final List<Outcome> outcomes = new ArrayList<>();

    private Demo(PrintWriter out, Tombolo node, Path folder) {
        this.out = out;
        this.node = node;
        this.folder = folder;
    }

    /**
     * Runs it.
     *
     * @param data the data folder; an earlier demo's is emptied first
     * @param stay leave everything running until the process is asked to stop
     * @param logTo where the log is to go, once the folder is there
     * @return whether everything was as it should be
     */
    public static boolean run(Path data, boolean stay, PrintWriter out, Consumer<Path> logTo)
            throws InterruptedException {
        long began = System.nanoTime();
        DemoFolder.empty(data);
        Screen.say(
                out,
                "Tombolo demo: three organisations share real data, and every way of tampering with it is caught.");
        Screen.say(out, "");
        List<Outcome> outcomes = new ArrayList<>();
        Path evidence;
        try (StopSignal stop = StopSignal.listen();
                DataFolder folder = DataFolder.open(data);
                Witnesses witnesses = Witnesses.start(folder);
                EvmChain chain = EvmChain.start(folder, System.getenv("PATH"))) {
            DemoFolder.mark(folder.root());
            logTo.accept(folder.sub("logs"));
            ServerConfig config = ServerConfig.local(data)
                    .withSealing(SEAL_LEAVES, SEAL_AGE, ANCHOR_INTERVAL)
                    .withLedgers(new Ledgers(Ledgers.EMBEDDED, chain.ledger(), Optional.empty()))
                    .withWitnesses(witnesses.addresses());
            Tombolo node;
            try (Progress bar = Progress.of("Starting", -1, "")) {
                bar.at(0);
                node = Tombolo.start(config, folder, Clock.systemUTC());
            }
            try (node) {
                Screen.say(
                        out,
                        "Kafka, a schema registry, Kafka Connect, the anchoring service, a ledger of three simulated members, two"
                                + "%nwitnesses and the read side run in this process now (%.1f s).",
                        (System.nanoTime() - began) / 1e9);
                Screen.say(out, "%s", chain);
                Demo demo = new Demo(out, node, folder.root());
                demo.share();
                demo.verify();
                demo.lie();
                evidence = demo.evidence();
                outcomes.addAll(demo.outcomes);
                if (stay) {
                    folder.publishEndpoints(node.endpoints());
                    outcomes.addAll(EvidenceCheck.run(evidence, out, "while the server continues"));
                    boolean good = table(out, outcomes, began);
                    stay(out, node, data, stop);
                    return good;
                }
            }
        }
        Screen.say(
                out,
                "   Everything is stopped, and the ledger's folder %s is deleted.",
                DemoFolder.deleteLedger(data.toAbsolutePath().normalize()));
        outcomes.addAll(EvidenceCheck.run(evidence, out, "without the ledger"));
        return table(out, outcomes, began);
    }

    /**
     * Two organisations in processes of their own: invited, joined, read, ended.
     *
     * @param data the data folder; an earlier demo's is emptied first
     * @return whether everything was as it should be
     */
    public static boolean runTwo(Path data, PrintWriter out) throws InterruptedException {
        long began = System.nanoTime();
        DemoFolder.empty(data);
        Screen.say(
                out,
                "Tombolo demo: two organisations that share nothing but the network agree, and the agreement ends.");
        Screen.say(out, "");
        try (DataFolder folder = DataFolder.open(data)) {
            DemoFolder.mark(folder.root());
            return table(out, TwoOrganisations.run(folder.root(), out), began);
        }
    }

    private void share() throws InterruptedException {
        Screen.say(out, "");
        Screen.say(out, "1. Three organisations share their data");
        Sharing.Result result = new Sharing(new Publisher(node.endpoints()), node, folder).run();
        out.print(result.table());
        Screen.say(
                out,
                "   %,d events, sealed in %,d batches; the ledger took %,d transactions, %,d events for each.",
                result.events(),
                result.batches(),
                result.transactions(),
                result.events() / Math.max(1, result.transactions()));
        Screen.say(
                out,
                "   From publish to anchored: %.1f s (p50), %.1f s (max).",
                result.latency().median().toMillis() / 1000.0,
                result.latency().longest().toMillis() / 1000.0);
        outcomes.add(new Outcome(
                "every row shared and anchored",
                String.format("%,d", SharedDataset.allRows()),
                String.format("%,d", result.events()),
                result.events() == SharedDataset.allRows()));
    }

    private void verify() {
        Screen.say(out, "");
        Screen.say(out, "2. A partner reads all of it from Kafka and verifies every event, against the ledger");
        outcomes.addAll(new Partner(node.endpoints(), out).verifyAll());
    }

    private void lie() {
        Screen.say(out, "");
        Screen.say(out, "3. The same events, tampered with on the way to the partner");
        outcomes.addAll(new Partner(node.endpoints(), out).catchLies());
        outcomes.addAll(OwnersLie.attempt(node, out));
    }

    private Path evidence() {
        Screen.say(out, "");
        Screen.say(out, "4. One event's evidence: a file that needs no server");
        Path file = EvidenceCheck.write(node.endpoints(), folder, out);
        outcomes.add(EvidenceCheck.here(file));
        return file;
    }

    private static boolean table(PrintWriter out, List<Outcome> outcomes, long began) {
        Screen.say(out, "");
        Screen.say(out, "%-58s %-15s %s", "what happened", "should be", "was");
        boolean good = true;
        for (Outcome outcome : outcomes) {
            Screen.say(
                    out,
                    "%-58s %-15s %s%s",
                    outcome.what(),
                    outcome.expected(),
                    outcome.found(),
                    outcome.good() ? "" : "   <- not as it should be");
            good &= outcome.good();
        }
        Screen.say(out, "");
        Screen.say(
                out,
                "%s in %.0f s. The ledger here is a development one: one operator holds all of its keys.",
                good ? "All as it should be," : "NOT all as it should be,",
                (System.nanoTime() - began) / 1e9);
        return good;
    }

    private static void stay(PrintWriter out, Tombolo node, Path data, StopSignal stop) throws InterruptedException {
        Screen.say(out, "");
        Screen.say(out, "Everything keeps running until Ctrl-C:");
        Screen.say(
                out, "  Read side, and a page to look at  %s/", node.endpoints().api());
        Screen.say(
                out, "  Schema registry                   %s", node.endpoints().registry());
        Screen.say(
                out, "  Kafka Connect                     %s", node.endpoints().connect());
        Screen.say(
                out, "  Kafka                             %s", node.endpoints().kafka());
        Screen.say(
                out,
                "  Try: ./tombolo audit --server %s --dataset carriers.example/flights",
                node.endpoints().api());
        Screen.say(out, "  The data folder is %s.", data.toAbsolutePath().normalize());
        stop.await();
    }
}
