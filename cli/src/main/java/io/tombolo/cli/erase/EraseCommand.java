package io.tombolo.cli.erase;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.store.Erasure;
import io.tombolo.agreements.store.ErasureLog;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.merkle.MalformedException;
import io.tombolo.protect.KeyException;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.signed.KeyedLines;
import io.tombolo.verification.evidence.EvidenceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Destroys the keys of one subject's protected fields, permanently, and writes the receipt.",
        footer = {
            "",
            "What was shared stays and verifies, but nobody can read the subject's protected fields any more; new rows with such a field are rejected. The"
                    + " receipt is the evidence of an event in the dataset ORGANISATION/erasures, which names no subject. A second call does what a first"
                    + " one left open, and writes the same receipt. Exit code 1: something is left to do, as printed. More: docs/protected-fields.md."
        })
final class EraseCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofMillis(500);

    @Option(names = "--dataset", paramLabel = "ORGANISATION/NAME", required = true, description = "the dataset")
    String dataset = "";

    @Option(
            names = "--subject",
            paramLabel = "JSON",
            required = true,
            description = "the values of the dataset's subject columns, as '{\"patient\": 4711}'")
    String subject = "";

    @Option(
            names = "--reason-ref",
            paramLabel = "TEXT",
            required = true,
            description = "your reference to the reason, which is published: it must not name the person")
    String reason = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write the receipt")
    @Nullable Path receipt;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "120s",
            description = "how long to wait for the receipt (default: ${DEFAULT-VALUE})")
    Duration timeout = Duration.ofMinutes(2);

    @Mixin
    OwnersFolder folder = new OwnersFolder();

    @Mixin
    JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DatasetId id = Datasets.parse(dataset);
        Subject whose = SubjectText.parse(subject);
        try {
            KeyedLines.oneLine("--reason-ref", reason, Erasure.LONGEST_REASON);
        } catch (MalformedException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        Server server = folder.server();
        mustBeKnown(server, id);
        try (KeyTopic topic = folder.keys();
                ErasureLog log = ErasureLog.open(folder.kafka(), folder.registry())) {
            Erasing.Erased erased = new Erasing(topic, log, Clock.systemUTC()).erase(id, whose, reason);
            List<String> left = new ArrayList<>();
            if (!erased.otherColumns().isEmpty()) {
                left.add("other columns name the subjects: " + Erasing.text(erased.otherColumns())
                        + "; erase by those too");
            }
            forget(topic, left);
            Traces traces = new Traces(folder.kafka(), folder.registry());
            traces.find(id, erased.keys(), whose);
            Optional<byte[]> evidence = receipt(server, erased.recorded());
            if (evidence.isEmpty()) {
                left.add("the event of the erasure is not anchored yet: run the same command again for its receipt");
            } else if (receipt != null) {
                write(receipt, evidence.get());
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json.isGiven()) {
                out.println(Json.text(json(erased, traces, left, evidence.isPresent())));
            } else {
                print(out, erased, traces, left, evidence.isPresent());
            }
            out.flush();
            return left.isEmpty() ? ExitCode.GOOD : ExitCode.REFUSED;
        } catch (KeyException | KafkaException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void mustBeKnown(Server server, DatasetId id) {
        for (JsonNode one : server.datasets()) {
            if (one.path("dataset").asText().equals(id.toString())) {
                return;
            }
        }
        throw new CommandException(
                "dataset " + id + ": the server knows none of that name (tombolo datasets lists them)");
    }

    private void forget(KeyTopic topic, List<String> left) throws InterruptedException {
        try {
            topic.forget();
        } catch (KeyException e) {
            left.add(e.getMessage() + " Run the same command again.");
            return;
        }
        Path log = folder.data.resolve("kafka").resolve("tombolo.keys-0");
        long deadline = System.nanoTime() + timeout.toNanos();
        while (Files.isDirectory(log) && hasDeleted(log)) {
            if (System.nanoTime() > deadline) {
                left.add("Kafka has not deleted the old files in " + log + " yet: look for *.deleted there");
                return;
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    private static boolean hasDeleted(Path log) {
        String[] names = log.toFile().list((folder, name) -> name.endsWith(".deleted"));
        return names != null && names.length > 0;
    }

    private Optional<byte[]> receipt(Server server, ErasureLog.Recorded recorded) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                byte[] evidence = evidence(server, recorded);
                if (!EvidenceFile.read(evidence).anchors().isEmpty()) {
                    return Optional.of(evidence);
                }
            } catch (CommandException e) {
                // Not sealed yet, or the read side has not read it yet: asked again.
            }
            Thread.sleep(STEP.toMillis());
        }
        return Optional.empty();
    }

    /** The evidence of an erasure's event as the read side has it now. */
    static byte[] evidence(Server server, ErasureLog.Recorded recorded) {
        DatasetId erasures = ErasureLog.dataset(recorded.erasure().dataset().organisation());
        return server.getBytes(
                "/api/v1/evidence",
                "dataset",
                erasures.toString(),
                "partition",
                "0",
                "offset",
                Long.toString(recorded.offset()));
    }

    private static void write(Path file, byte[] evidence) {
        try {
            Files.write(file, evidence);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written (" + e + ")", e);
        }
    }

    private void print(PrintWriter out, Erasing.Erased erased, Traces traces, List<String> left, boolean hasReceipt) {
        Erasure erasure = erased.recorded().erasure();
        out.printf(
                "%s in %s: %s%n",
                erased.now() == 0 ? "Erased before" : "Erased",
                erasure.dataset(),
                String.join(", ", erasure.keys().keySet()));
        out.printf("  erasure    %s at %s, %s%n", erasure.id(), erasure.at(), erasure.reason());
        if (!erasure.reason().equals(reason)) {
            out.println("             the reason that was given now is not recorded");
        }
        erasure.keys().forEach((group, key) -> out.printf("  key        %s of group %s%n", key, group));
        out.printf(
                "  unreadable %s with protected values of this subject; they stay and verify%n",
                Count.of(traces.records, "record"));
        if (hasReceipt) {
            out.printf("  receipt    anchored%s%n", receipt == null ? ": give -o FILE to write it" : ", in " + receipt);
        }
        traces.rejected.forEach(
                one -> out.printf("  look at    %s: a rejected row may hold values of the subject%n", one));
        traces.objects.forEach(
                one -> out.printf("  look at    %s: an object that a record of the subject speaks of%n", one));
        out.println(
                "  not done   backups of Kafka and of the keyset, and what recipients have read: docs/protected-fields.md");
        left.forEach(one -> out.printf("  LEFT       %s%n", one));
    }

    private Map<String, Object> json(Erasing.Erased erased, Traces traces, List<String> left, boolean hasReceipt) {
        Erasure erasure = erased.recorded().erasure();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("erasure", erasure.id());
        json.put("dataset", erasure.dataset().toString());
        json.put("keys", erasure.keys());
        json.put("at", erasure.at().toString());
        json.put("reason", erasure.reason());
        json.put("erased_before", erased.now() == 0);
        json.put("records", traces.records);
        json.put("rejected", traces.rejected);
        json.put("objects", traces.objects);
        json.put("anchored", hasReceipt);
        json.put("left", left);
        return json;
    }
}
