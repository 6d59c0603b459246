package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.RememberingVerifier;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures the verification of evidence files, offline, on one thread: CPU time, and how many a second.",
        footer = {
            "",
            "The files are about records of 200 bytes that share an anchor of a three-member ledger. Each case takes its turn in "
                    + "each round; medians are reported."
        })
final class BenchEvidenceCommand implements Callable<Integer> {
    private static final double MOST_MILLIS = 1;
    private static final double LEAST_PER_SECOND = 50_000;
    private static final int HEADS = 1000;

    @Option(
            names = "--files",
            paramLabel = "N",
            defaultValue = "2000",
            description = "evidence files (default: ${DEFAULT-VALUE})")
    int files;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "20",
            description = "runs of each case after as many to warm up (default: ${DEFAULT-VALUE})")
    int rounds;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    /**
     * One case.
     *
     * @param files how many of the files it verifies in a round: signatures take a hundred times as long
     */
    private record Case(String name, Function<byte[], Verdict> verifier, int files) {}

    /** One case's medians, each over a round's files. */
    private record Measured(String name, double cpuMillis, double perSecond) {}

    @Override
    public Integer call() throws IOException {
        if (files < 1 || files > 100_000 || rounds < 1) {
            throw new CommandException(
                    "--files " + files + " --rounds " + rounds + ": 1 to 100000 files, at least 1 round");
        }
        Path folder = Files.createTempDirectory("tombolo-bench");
        try {
            int leaves = Math.max(1 << 14, Integer.highestOneBit(files) * 2);
            say("anchoring a log of " + leaves + " leaves");
            EvidenceSample.Files sample = EvidenceSample.make(leaves, files, folder);
            RememberingVerifier remembering = new RememberingVerifier(EvidenceVerifier.receipts(), HEADS);
            List<Measured> measured = measure(
                    sample,
                    List.of(
                            new Case(
                                    "each by itself",
                                    file -> EvidenceVerifier.standard().verify(file, sample.policy()),
                                    Math.max(1, files / 50)),
                            new Case("anchor remembered", file -> remembering.verify(file, sample.policy()), files)));
            print(sample, measured);
            return ExitCode.GOOD;
        } finally {
            Folders.delete(folder);
        }
    }

    private List<Measured> measure(EvidenceSample.Files sample, List<Case> cases) {
        double[][] cpu = new double[cases.size()][rounds];
        double[][] rate = new double[cases.size()][rounds];
        for (int round = -rounds; round < rounds; round++) {
            if (round == -rounds || round == 0) {
                say(round < 0 ? "warming up" : "measuring " + rounds + " rounds");
            }
            for (int i = 0; i < cases.size(); i++) {
                long wall = System.nanoTime();
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                verifyAll(sample.files().subList(0, cases.get(i).files()), cases.get(i));
                double nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                if (round >= 0) {
                    cpu[i][round] = nanos / 1e6 / cases.get(i).files();
                    rate[i][round] = cases.get(i).files() * 1e9 / (System.nanoTime() - wall);
                }
            }
        }
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            measured.add(new Measured(cases.get(i).name(), CpuRounds.median(cpu[i]), CpuRounds.median(rate[i])));
        }
        return measured;
    }

    private static void verifyAll(List<byte[]> files, Case one) {
        for (byte[] file : files) {
            Verdict verdict = one.verifier().apply(file);
            if (!(verdict instanceof Verdict.Accepted accepted) || accepted.level() != Level.ANCHORED) {
                throw new IllegalStateException(one.name() + ": " + verdict);
            }
        }
    }

    private void print(EvidenceSample.Files sample, List<Measured> measured) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> machine = CpuRounds.machine();
        double perCpuSecond = 1000 / measured.get(1).cpuMillis();
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("files", files);
            json.put("file_bytes", sample.files().get(0).length);
            json.put("rounds", rounds);
            json.put(
                    "cases",
                    measured.stream()
                            .map(one -> Map.<String, Object>of(
                                    "name", one.name(),
                                    "cpu_ms", one.cpuMillis(),
                                    "files_per_second", one.perSecond()))
                            .toList());
            json.put("cpu_ms", Map.of("value", measured.get(1).cpuMillis(), "most", MOST_MILLIS));
            json.put("per_cpu_second", Map.of("value", perCpuSecond, "floor", LEAST_PER_SECOND));
            json.put(
                    "remembered_to_each_by_itself",
                    measured.get(0).cpuMillis() / measured.get(1).cpuMillis());
            json.put("machine", machine);
            out.println(Json.text(json));
        } else {
            for (Measured one : measured) {
                out.printf(
                        "  %-36s %8.4f ms of CPU each %,10.0f a second%n",
                        one.name(), one.cpuMillis(), one.perSecond());
            }
            out.printf(
                    "  a single one, anchor remembered: %.4f ms of CPU, at most %.0f%n",
                    measured.get(1).cpuMillis(), MOST_MILLIS);
            out.printf("  in a second of CPU: %,.0f, at least %,.0f%n", perCpuSecond, LEAST_PER_SECOND);
            out.println("  files of " + sample.files().get(0).length + " bytes, " + machine);
        }
        out.flush();
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
