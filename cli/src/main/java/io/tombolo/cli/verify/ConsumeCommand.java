package io.tombolo.cli.verify;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.Delivery;
import io.tombolo.consumer.RefusedException;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.listen.VerdictTraces;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.protect.Grant;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.server.Endpoints;
import io.tombolo.terminal.Columns;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints a dataset's events, one JSON object a line, or as a table.",
        footer = {
            "",
            "Decimals are strings with all their digits, dates and times are in ISO 8601 (timestamps in UTC), UUIDs"
                    + " are themselves; bytes are a string with a character for each.",
            "",
            "With --verify no event is printed before its owner, or the ledger, has signed it; the first that is"
                    + " refused ends the command with exit code 1. What is before --from is not read, so it is not verified."
        })
final class ConsumeCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Option(names = "--dataset", required = true, paramLabel = "ORGANISATION/NAME", description = "the dataset")
    String dataset = "";

    @Option(names = "--verify", description = "verify each event before it is printed")
    boolean verify;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "SEALED",
            description = "with --verify: SEALED, ANCHORED or CROSS_ANCHORED (default: ${DEFAULT-VALUE})")
    Level level = Level.SEALED;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "with --verify: whose keys you trust (default: those that the server names)")
    @Nullable Path policy;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "with --verify: how long an event may wait for its level (default: ${DEFAULT-VALUE})")
    int patience;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "open protected fields by a grant, or with the address of the owner's read side (default: tombolo.keys of --connection)")
    @Nullable String keys;

    @Option(
            names = "--unreadable",
            paramLabel = "HOW",
            description =
                    "protected fields that can't be opened are null, bytes, or refuse: end the command (default: null"
                            + " with --keys, otherwise bytes)")
    @Nullable String unreadable;

    @Option(names = "--follow", description = "continue with events that come later, until you stop it")
    boolean follow;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description =
                    "where to begin: beginning, end, an offset, or the time of the first record (2026-11-30T08:00:00Z, or"
                            + " 2026-11-30 for its midnight in UTC); PARTITION=WHERE for one partition (may be given several times;"
                            + " default: beginning)")
    List<String> from = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "end after so many events")
    @Nullable Long limit;

    @Option(names = "--json", description = "print JSON, as is done without it too")
    boolean json;

    @Option(
            names = "--table",
            description =
                    "print a table of the rows, with lines that are cut to the terminal's width (of a DELETE, the row before it)")
    boolean table;

    @Mixin
    Server server = new Server();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    private ReadFrom beginning = ReadFrom.parse(List.of());
    private @Nullable OpensFields opens;

    @Override
    public Integer call() {
        DatasetId id = Datasets.parse(dataset);
        mustMakeSense();
        beginning = ReadFrom.parse(from);
        try {
            return consume(id);
        } catch (RecordDeserializationException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new CommandException(
                    id + ", partition " + e.topicPartition().partition() + ", offset " + e.offset() + ": "
                            + why.getMessage(),
                    e);
        } catch (KeyException | IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private Integer consume(DatasetId id) {
        mustBeFor(id);
        Endpoints endpoints = server.endpoints();
        ProvenanceClient readSide = server.readSide();
        @Nullable TrustPolicy trusted = verify ? Input.policy(policy).orElseGet(readSide::policy) : null;
        try (HttpRegistryClient registry = new HttpRegistryClient(
                        RegistrySettings.from(server.connection().registry(endpoints)));
                Consumer<Object, Object> consumer = connect(endpoints, registry, readSide, trusted)) {
            List<TopicPartition> partitions = consumer.partitionsFor(id.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
            if (partitions.isEmpty()) {
                throw new CommandException(id + ": the server has no such dataset; tombolo datasets lists them");
            }
            consumer.assign(partitions);
            String skipped = beginning.seek(consumer, partitions);
            long printed = print(consumer, consumer.endOffsets(partitions));
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s%s%n",
                            Count.of(printed, "event"), verify ? ", each of them at least " + level : ", not verified");
            if (verify && !skipped.isEmpty()) {
                spec.commandLine().getErr().printf("not read, and not verified: %s%n", skipped);
            }
            sayWhatWasOpened();
            if (trusted != null) {
                sayWhoseWordItIs(trusted);
            }
            return ExitCode.GOOD;
        } catch (RefusedException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.REFUSED;
        } catch (TimeoutException e) {
            throw new CommandException(id + ": " + e.getMessage(), e);
        } finally {
            sayWhatWaits();
        }
    }

    /** The consumer's log is not shown. */
    private void sayWhatWaits() {
        @Nullable String folder = server.connection().settings().get(UsageReceipts.FOLDER);
        int waiting = verify && folder != null ? UsageReceipts.unsent(Path.of(folder)) : 0;
        if (waiting > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s of usage could not be sent to the owner (%s): kept in %s, and sent by the next run%n",
                            Count.of(waiting, "receipt"), UsageReceipts.waitsBecause(Path.of(folder)), folder);
        }
    }

    /** As audit and verify do. */
    private void sayWhoseWordItIs(TrustPolicy trusted) {
        PrintWriter err = spec.commandLine().getErr();
        if (trusted.consortia().stream()
                .flatMap(ledger -> ledger.members().values().stream())
                .flatMap(List::stream)
                .anyMatch(authority -> authority
                        .getSubjectX500Principal()
                        .getName()
                        .toLowerCase(Locale.ROOT)
                        .contains("development"))) {
            err.println(VerdictText.DEVELOPMENT);
        }
        if (policy == null) {
            err.println(VerdictText.KEYS_OF_THE_SERVER);
        }
    }

    /** A user who names keys or a level must not be shown what nobody looked at. */
    private void mustMakeSense() {
        for (String option : List.of("--policy", "--level", "--patience")) {
            if (!verify && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new CommandException(option + " says how to verify: say --verify too");
            }
        }
        if (level == Level.PENDING) {
            throw new CommandException("--level PENDING: must be SEALED, ANCHORED or CROSS_ANCHORED");
        }
        if (limit != null && limit < 1) {
            throw new CommandException("--limit " + limit + ": must be at least 1 event");
        }
        if (json && table) {
            throw new CommandException("--json and --table exclude each other: give one of them");
        }
        if (patience < 1) {
            throw new CommandException("--patience " + patience + ": must be at least 1 second");
        }
    }

    private Consumer<Object, Object> connect(
            Endpoints endpoints,
            HttpRegistryClient registry,
            ProvenanceClient readSide,
            @Nullable TrustPolicy trusted) {
        Map<String, Object> kafka =
                server.connection().verifying(server.connection().kafka(endpoints));
        kafka.put("isolation.level", "read_committed");
        kafka.put("enable.auto.commit", false);
        kafka.put("allow.auto.create.topics", false);
        if (limit != null && limit < ConsumerConfig.DEFAULT_MAX_POLL_RECORDS) {
            kafka.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, limit.intValue());
        }
        AvroOrBytes keys = new AvroOrBytes(registry);
        AvroOrBytes values = new AvroOrBytes(registry, opening(endpoints), false);
        opens = values;
        if (trusted == null) {
            return new KafkaConsumer<>(UsageReceipts.without(kafka), keys, values);
        }
        VerificationConfig.Builder config = VerificationConfig.builder(
                        readSide, trusted, EvidenceVerifier.receipts(), new RegistrySchemaHashes(registry))
                .delivery(Delivery.holdUntil(level, Duration.ofSeconds(patience)));
        if (GlobalOpenTelemetry.isSet()) {
            config.listener(new VerdictTraces(level));
        }
        return VerifyingConsumer.create(kafka, keys, values, config.build());
    }

    private Map<String, String> opening(Endpoints endpoints) {
        Map<String, String> settings = new HashMap<>(server.connection().registry(endpoints));
        for (String name : List.of(OpensFields.KEYS, OpensFields.UNREADABLE)) {
            @Nullable String given = name.equals(OpensFields.KEYS) ? keys : unreadable;
            @Nullable String kept = server.connection().settings().get(name);
            if (given != null || kept != null) {
                settings.put(name, given != null ? given : kept);
            }
        }
        return settings;
    }

    /** A grant for another dataset would open nothing, in silence. */
    private void mustBeFor(DatasetId id) {
        if (keys == null || keys.contains("://")) {
            return;
        }
        for (String file : keys.split(",", -1)) {
            Grant grant = Grant.read(Path.of(file.strip()), Clock.systemUTC());
            if (!grant.dataset().equals(id)) {
                throw new CommandException("--keys " + grant + ": is for " + grant.dataset() + ", not for " + id);
            }
        }
    }

    private void sayWhatWasOpened() {
        Map<String, Long> counts = new TreeMap<>();
        if (opens != null) {
            opens.metrics()
                    .forEach((name, metric) -> counts.put(name.name(), ((Number) metric.metricValue()).longValue()));
        }
        if (counts.entrySet().stream().anyMatch(one -> one.getKey().endsWith("-total") && one.getValue() > 0)) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "protected values: %d opened, %d withheld, %d erased, %d damaged%n",
                            counts.get("opened-total"),
                            counts.get("withheld-total"),
                            counts.get("erased-total"),
                            counts.get("damaged-total"));
        }
    }

    private long print(Consumer<Object, Object> consumer, Map<TopicPartition, Long> ends) {
        PrintWriter out = spec.commandLine().getOut();
        EventTable rows = new EventTable(table ? Columns.ofTerminal() : Columns.ALL);
        long most = limit == null ? Long.MAX_VALUE : limit;
        long printed = 0;
        while (printed < most
                && (follow
                        || ends.entrySet().stream()
                                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue()))) {
            List<ConsumerRecord<Object, Object>> page = new ArrayList<>();
            consumer.poll(POLL).forEach(page::add);
            if (page.size() > most - printed) {
                page = page.subList(0, Math.toIntExact(most - printed));
            }
            (table ? rows.lines(page) : page.stream().map(ConsumeCommand::json).toList()).forEach(out::println);
            printed += page.size();
            // Nobody continues reading, as behind head -1; a failure to write shows in the stream alone.
            if (out.checkError() || System.out.checkError()) {
                break;
            }
        }
        return printed;
    }

    private static String json(ConsumerRecord<Object, Object> record) {
        return String.format(
                Locale.ROOT,
                "{\"partition\": %d, \"offset\": %d, \"timestamp\": %d, \"key\": %s, \"value\": %s}",
                record.partition(),
                record.offset(),
                record.timestamp(),
                DecodedPart.json(record.key()),
                DecodedPart.json(record.value()));
    }
}
