package io.tombolo.cli.bench;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.timestamp.TimestampLedger;
import io.tombolo.ledger.witness.WitnessLedger;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import io.tombolo.witness.WitnessServer;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "receipts",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures each kind of receipt: its bytes, the time to have a head confirmed, and the CPU time to verify evidence.",
        footer = {
            "",
            "The embedded ledger with three members, a witness and a time-stamping authority run in this JVM, on loopback: what a network or an operator "
                    + "adds is not in it. Cold is the first verification of a JVM of its own, policy included; warm a median after as many to warm up."
        })
final class BenchReceiptsCommand implements Callable<Integer> {
    private static final double MOST_COLD_MILLIS = 15;
    private static final int EVENTS_PER_SECOND = 1_000;
    private static final double DAY_SECONDS = 86_400;
    private static final int TIMESTAMPS_PER_DAY = 1_000;
    private static final String WITNESS = "witness.bench.example/w1";

    /** As {@code ./tombolo verify} runs. */
    private static final List<String> SHORT_LIVED = List.of(
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=3",
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider");

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "heads that each kind confirms one after the other, a power of two (default: ${DEFAULT-VALUE})")
    int heads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "300",
            description = "warm verifications of each file (default: ${DEFAULT-VALUE})")
    int rounds;

    @Option(
            names = "--cold",
            paramLabel = "N",
            defaultValue = "5",
            description = "JVMs for each file (default: ${DEFAULT-VALUE})")
    int cold;

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "measure only the verification of this evidence file, which --policy must accept")
    @Nullable Path evidence;

    @Option(names = "--policy", paramLabel = "FILE", description = "the policy for --evidence")
    @Nullable Path policy;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    /**
     * A file's CPU time in ms: the first verification of a JVM, the same with an archive of its classes, and when warm.
     *
     * @param archived empty where the class path has folders, of which the JVM makes no archive
     */
    private record Cost(int bytes, double cold, Optional<Double> archived, double warm) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (heads < 1 || heads > 1 << 16 || Integer.bitCount(heads) != 1 || rounds < 1 || cold < 1) {
            throw new CommandException("--heads " + heads + " --rounds " + rounds + " --cold " + cold
                    + ": a power of two up to 65536, at least 1 round, at least 1 JVM");
        }
        if ((evidence == null) != (policy == null)) {
            throw new CommandException("--evidence and --policy: both or neither");
        }
        Path folder = Files.createTempDirectory("tombolo-bench");
        if (evidence != null && policy != null) {
            try {
                Map<String, Object> json = new LinkedHashMap<>();
                put(json, cost(Files.readAllBytes(evidence), PolicyFile.read(Files.readAllBytes(policy)), folder));
                print(Map.of("all_kinds", json, "machine", machine()));
                return ExitCode.GOOD;
            } finally {
                Folders.delete(folder);
            }
        }
        EvidenceSample sample = EvidenceSample.of(Math.max(heads, 1 << 14));
        try (EmbeddedLedger embedded = EvidenceSample.embedded(folder);
                Ledger fabric = EvidenceSample.connect(embedded, folder.resolve("connection"));
                WitnessServer server = witness(folder.resolve("witness"), sample.logKey());
                Ledger witness = WitnessLedger.of(server.uri().toString(), vkey);
                BenchAuthority authority = new BenchAuthority();
                Ledger timestamps = TimestampLedger.of(
                        stamps(authority), List.of(authority.url()), Integer.MAX_VALUE, Clock.systemUTC())) {
            List<EvidenceSample.Voucher> vouchers = List.of(
                    new EvidenceSample.Voucher(fabric, EvidenceSample.trust(embedded)),
                    new EvidenceSample.Voucher(witness, WitnessTrust.ofVkey(vkey)),
                    new EvidenceSample.Voucher(timestamps, stamps(authority)));
            print(measure(sample, vouchers, folder));
            return ExitCode.GOOD;
        } finally {
            Folders.delete(folder);
        }
    }

    private String vkey = "";

    private WitnessServer witness(Path folder, String logKey) throws IOException {
        Files.createDirectories(folder);
        WitnessServer.Config config = new WitnessServer.Config(
                WITNESS,
                new Listener("127.0.0.1", 0),
                folder.resolve("key.pem"),
                folder.resolve("state"),
                Map.of(),
                Map.of("bench.example", List.of(logKey)),
                1,
                new Listener("127.0.0.1", -1));
        vkey = WitnessServer.init(config);
        return WitnessServer.start(config, Clock.systemUTC());
    }

    private static TimestampTrust stamps(BenchAuthority authority) {
        return TimestampTrust.of("rfc3161:bench.example", List.of(authority.root()));
    }

    private Map<String, Object> measure(EvidenceSample sample, List<EvidenceSample.Voucher> vouchers, Path folder)
            throws IOException, InterruptedException {
        List<EvidenceSample.Confirmed> confirmed = new ArrayList<>();
        List<Map<String, Object>> kinds = new ArrayList<>();
        double intervalSeconds = AnchoringConfig.FILE.defaults().anchor().intervalMs() / 1000.0;
        for (EvidenceSample.Voucher voucher : vouchers) {
            String kind =
                    voucher.ledger().name().substring(0, voucher.ledger().name().indexOf(':'));
            say(kind + ": " + heads + " heads, " + rounds + " warm and " + 2 * cold + " cold verifications");
            EvidenceSample.Confirmed receipt = sample.confirm(voucher, heads);
            confirmed.add(receipt);
            Cost cost = cost(sample.files(1, List.of(voucher), List.of(receipt)), folder.resolve(kind));
            List<Long> sorted = receipt.nanos().stream().sorted().toList();
            boolean stamp = voucher.trust() instanceof TimestampTrust;
            double each = stamp ? DAY_SECONDS / TIMESTAMPS_PER_DAY : intervalSeconds;
            double calls = 1e6 / EVENTS_PER_SECOND / each;
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("kind", kind);
            json.put("receipt_bytes", receipt.receipt().length());
            json.put("confirm_ms_p50", sorted.get(heads / 2) / 1e6);
            json.put("confirm_ms_p99", sorted.get((int) (heads * 0.99)) / 1e6);
            json.put("interval_s", each);
            json.put("calls_per_million_events", calls);
            json.put(
                    "receipt_bytes_per_million_events",
                    calls * receipt.receipt().length());
            put(json, cost);
            kinds.add(json);
        }
        say("one file with all of them");
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, cost(sample.files(1, vouchers, confirmed), folder.resolve("all")));
        all.put("cold_cpu_ms_most", MOST_COLD_MILLIS);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("heads", heads);
        json.put("events_per_second", EVENTS_PER_SECOND);
        json.put("kinds", kinds);
        json.put("all_kinds", all);
        json.put("machine", machine());
        return json;
    }

    private static Map<String, Object> machine() {
        return Map.of(
                "processors", Runtime.getRuntime().availableProcessors(),
                "java", System.getProperty("java.vm.version", "?"),
                "os", System.getProperty("os.name", "?") + " " + System.getProperty("os.arch", "?"));
    }

    private static void put(Map<String, Object> json, Cost cost) {
        json.put("file_bytes", cost.bytes());
        json.put("cold_cpu_ms", cost.cold());
        cost.archived().ifPresent(archived -> json.put("cold_archived_cpu_ms", archived));
        json.put("warm_cpu_ms", cost.warm());
    }

    private Cost cost(EvidenceSample.Files files, Path folder) throws IOException, InterruptedException {
        return cost(files.files().get(0), files.policy(), folder);
    }

    private Cost cost(byte[] file, TrustPolicy trust, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String evidence = Files.write(folder.resolve("evidence.json"), file).toString();
        String policy = Files.write(folder.resolve("policy.json"), PolicyFile.write(trust))
                .toString();
        Path archive = folder.resolve("classes.jsa");
        List<Double> first = new ArrayList<>();
        List<Double> archived = new ArrayList<>();
        boolean archiving = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
        if (archiving) {
            inJvm(List.of("-XX:ArchiveClassesAtExit=" + archive), evidence, policy);
        }
        for (int i = 0; i < cold; i++) {
            first.add(inJvm(List.of(), evidence, policy));
            if (archiving) {
                archived.add(inJvm(List.of("-XX:SharedArchiveFile=" + archive), evidence, policy));
            }
        }
        List<Double> warm = new ArrayList<>();
        for (int round = -rounds; round < rounds; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            Verdict verdict = EvidenceVerifier.standard().verify(file, trust);
            long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (!(verdict instanceof Verdict.Accepted)) {
                throw new IllegalStateException(verdict.toString());
            }
            if (round >= 0) {
                warm.add((after - before) / 1e6);
            }
        }
        return new Cost(
                file.length, median(first), archiving ? Optional.of(median(archived)) : Optional.empty(), median(warm));
    }

    private static double inJvm(List<String> options, String evidence, String policy)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(SHORT_LIVED);
        command.addAll(options);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), ColdVerification.class.getName(), evidence, policy));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a JVM that verifies ended with " + process.exitValue() + ": " + printed);
        }
        // A JVM that makes an archive writes about it too.
        return printed.lines()
                        .filter(line -> line.matches("[0-9]+"))
                        .mapToLong(Long::parseLong)
                        .max()
                        .orElseThrow()
                / 1e6;
    }

    private void print(Map<String, Object> json) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(json));
        } else {
            for (Object kind : (List<?>) json.getOrDefault("kinds", List.of())) {
                out.println("  " + kind);
            }
            out.println("  all kinds in one file: " + json.get("all_kinds"));
            out.println("  " + json.get("machine"));
        }
        out.flush();
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
