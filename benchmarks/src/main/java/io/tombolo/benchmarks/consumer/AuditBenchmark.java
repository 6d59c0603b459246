package io.tombolo.benchmarks.consumer;

import io.tombolo.benchmarks.consumer.ConsumerBenchmark.Result.CaseResult;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** An audit of a whole topic beside a verifying consumer that reads the same, in turns, in one run. */
public final class AuditBenchmark {
    private static final double FLOOR = 1.0;

    private AuditBenchmark() {}

    /**
     * Fills the topic and measures.
     *
     * @param progress is told each step, one line each
     * @throws IllegalStateException when the broker can't be used
     */
    public static ConsumerBenchmark.Result run(ConsumerBenchmark.Config bench, Consumer<String> progress)
            throws InterruptedException {
        InMemoryRegistry registry = new InMemoryRegistry();
        progress.accept("filling the topic with " + bench.records() + " records");
        try (BenchReadSide readSide =
                new BenchReadSide(new Committer(new RegistrySchemaHashes(registry), PartFormat.RAW, PartFormat.AVRO))) {
            int valueBytes = BenchTopic.fill(bench.bootstrapServers(), bench.records(), registry);
            progress.accept("sealing it");
            ConsumerBenchmark.seal(bench, readSide);
            Reading.Source source = new Reading.Source(readSide, registry, readSide.sealAll());
            Reading<byte[]> streaming = new Reading<>(
                    "verifying consumer, hashing on a second core",
                    Optional.of(Hashing.OWN_THREAD),
                    ByteArrayDeserializer::new);
            List<CaseResult> streamed = new ArrayList<>();
            List<CaseResult> audited = new ArrayList<>();
            for (int round = 0; round <= bench.rounds(); round++) {
                String turn = round == 0 ? "warm-up" : "round " + round + " of " + bench.rounds();
                CaseResult one = measure(
                        bench,
                        streaming.name(),
                        () -> streaming
                                .run(bench.bootstrapServers(), bench.records(), source)
                                .elapsed());
                CaseResult other = measure(bench, "audit", () -> audit(bench, source));
                tell(progress, turn, one);
                tell(progress, turn, other);
                if (round > 0) {
                    streamed.add(one);
                    audited.add(other);
                }
            }
            List<CaseResult> cases = List.of(ConsumerBenchmark.median(streamed), ConsumerBenchmark.median(audited));
            return new ConsumerBenchmark.Result(
                    bench.records(),
                    BenchTopic.PARTITIONS,
                    valueBytes,
                    bench.rounds(),
                    cases,
                    List.of(ConsumerBenchmark.ratio(cases, 1, 0, FLOOR)),
                    ConsumerBenchmark.machine());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic can't be filled: " + e.getCause(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole of it, heads and connections included; nanoseconds. */
    private static long audit(ConsumerBenchmark.Config bench, Reading.Source source) {
        AuditResult result = DatasetAudit.run(AuditRequest.of(
                        BenchTopic.DATASET,
                        Map.of("bootstrap.servers", bench.bootstrapServers()),
                        new ProvenanceClient(source.readSide().uri()),
                        new RegistrySchemaHashes(source.registry()),
                        source.readSide().policy(),
                        Map.of())
                .withFormats(PartFormat.RAW, PartFormat.AVRO));
        if (!result.isGood() || result.events() != bench.records()) {
            throw new IllegalStateException("the audit of a good topic: " + result);
        }
        return result.elapsed().toNanos();
    }

    private static CaseResult measure(ConsumerBenchmark.Config bench, String name, LongSupplier run) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long own = threads.getCurrentThreadCpuTime();
        long cpu = ConsumerBenchmark.cpuNanos();
        long nanos = run.getAsLong();
        return new CaseResult(
                name,
                bench.records() * 1e9 / nanos,
                ConsumerBenchmark.secondsPerMillion(ConsumerBenchmark.cpuNanos() - cpu, bench),
                ConsumerBenchmark.secondsPerMillion(threads.getCurrentThreadCpuTime() - own, bench));
    }

    private static void tell(Consumer<String> progress, String turn, CaseResult run) {
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %s, %.2f M records/s, %.2f CPU s per million",
                turn,
                run.name(),
                run.recordsPerSecond() / 1e6,
                run.cpuSecondsPerMillion()));
    }
}
