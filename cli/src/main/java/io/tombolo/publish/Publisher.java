package io.tombolo.publish;

import io.tombolo.cli.shell.Connection;
import io.tombolo.connectors.folder.FolderConnector;
import io.tombolo.connectors.protect.ProtectRules;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowSourceConfig;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.KafkaTopics;
import io.tombolo.server.Endpoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Shares files through one server: a connector for each file or folder, run until its present end, then stopped. */
public final class Publisher {
    /** Connect reads its whole topic of offsets for each look at one connector's, so looks come closer only towards the end. */
    private static final long LOOK_MILLIS_LEAST = 100;

    private static final long LOOK_MILLIS_MOST = 2_000;

    private final Endpoints endpoints;
    private final Connection connection;
    private final ConnectClient connect;

    /** Through an open server. */
    public Publisher(Endpoints endpoints) {
        this(endpoints, Connection.OPEN);
    }

    public Publisher(Endpoints endpoints, Connection connection) {
        this.endpoints = endpoints;
        this.connection = connection;
        this.connect = new ConnectClient(endpoints.connect(), connection.http());
    }

    /** How far a file is. */
    public record Step(long rows, long rejected, long expected) {}

    /**
     * Shares what the file has and has not been shared yet, and returns when all of it is in Kafka.
     *
     * @param watch is called a few times a second with the progress so far
     * @throws PublishException if the file can't be shared, or not any further; what was shared stays shared
     */
    public Published publish(Publication publication, Consumer<Step> watch) throws InterruptedException {
        try (Admin admin = Admin.create(Map.copyOf(connection.kafka(endpoints)))) {
            return publish(publication, watch, admin);
        }
    }

    private Published publish(Publication publication, Consumer<Step> watch, Admin admin) throws InterruptedException {
        long began = System.nanoTime();
        requireTypes(publication.types());
        ConnectorRun run =
                publication.plainCsv() ? new CsvRun(connect, publication) : FolderRun.of(connect, publication);
        ConnectorRun.State before = run.state();
        run.check(before);
        requireSameKey(publication.dataset(), run.keys());
        requireColumns(publication, run.columns());
        if (publication.partitions().isPresent()) {
            requireSamePartitions(
                    admin, publication.dataset(), publication.partitions().getAsInt());
        }
        if (run.isEmpty(before)) {
            return new Published(
                    0,
                    0,
                    before.rows(),
                    before.rejected(),
                    List.of(),
                    List.of(),
                    run.unfollowedLinks(),
                    run.skipped(),
                    List.of(),
                    Phases.NONE);
        }
        Map<String, String> config = new HashMap<>(run.config());
        config.putAll(new DatasetColumns(connect, publication).settings(run.name(), run.columns(), run.sources()));
        RejectedRows refused = RejectedRows.fromNow(admin, connection.kafka(endpoints), connection.registry(endpoints));
        makeTopic(admin, publication.dataset(), publication.partitions().orElse(1));
        config.putAll(limits(admin, publication));
        config.putAll(publication.protect().settings(true));
        long prepared = System.nanoTime();
        connect.put(run.name(), config);
        connect.resume(run.name());
        if (connect.status(run.name()).failed()) {
            connect.restart(run.name());
        }
        boolean goesOn = false;
        try {
            AtomicLong first = new AtomicLong();
            ConnectorRun.State after = await(publication, run, before, step -> {
                if (step.rows() + step.rejected() > 0) {
                    first.compareAndSet(0, System.nanoTime());
                }
                watch.accept(step);
            });
            Phases phases = Phases.of(began, prepared, first.get(), System.nanoTime());
            long byConnector = after.rejected() - before.rejected();
            List<RejectedInput> samples = new ArrayList<>(
                    byConnector == 0 && after.refusedFiles().isEmpty() ? List.of() : refused.of(publication));
            List<RejectedInput> byTransform = refused.ofTransform(publication.dataset());
            byTransform.stream()
                    .limit(Math.max(0, RejectedRows.AT_MOST - samples.size()))
                    .forEach(samples::add);
            goesOn = publication.follow();
            return new Published(
                    after.rows() - before.rows() - byTransform.size(),
                    byConnector + byTransform.size(),
                    after.rows() - byTransform.size(),
                    after.rejected() + byTransform.size(),
                    List.copyOf(samples),
                    after.refusedFiles(),
                    run.unfollowedLinks(),
                    run.skipped(),
                    columns(run, after.types()),
                    phases);
        } finally {
            if (!goesOn) {
                connect.stop(run.name());
            }
        }
    }

    /** How many rows of all files have been shared to a dataset by this server, by any call of {@code publish}. */
    public long rowsShared(DatasetId dataset) {
        long read = connectors(dataset).entrySet().stream()
                .mapToLong(connector -> rows(connector.getKey(), connector.getValue()))
                .sum();
        return read
                - RejectedRows.countOfTransform(connection.kafka(endpoints), connection.registry(endpoints), dataset);
    }

    /** The settings of the connectors that share files to a dataset, by their names. */
    private Map<String, Map<String, String>> connectors(DatasetId dataset) {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        for (String name : connect.names()) {
            Map<String, String> config = connect.config(name).orElse(Map.of());
            if (dataset.toString().equals(config.get(RowSourceConfig.DATASET))) {
                found.put(name, config);
            }
        }
        return found;
    }

    private long rows(String connector, Map<String, String> config) {
        return FolderConnector.isOne(config.getOrDefault("connector.class", ""))
                ? FolderRun.report(connect, connector).rows()
                : CsvRun.state(connect, connector, 0).rows();
    }

    /** Consumers find an event by its key: one dataset has one kind of key. */
    private void requireSameKey(DatasetId dataset, List<String> keys) {
        connectors(dataset).forEach((connector, config) -> {
            String before = config.getOrDefault(RowSourceConfig.KEY_COLUMNS, "");
            if (!before.equals(String.join(",", keys)) && rows(connector, config) > 0) {
                throw new PublishException("dataset " + dataset + " has the key " + before + ", --key says "
                        + String.join(",", keys)
                        + ": the key of a dataset does not change; share the file as another dataset");
            }
        });
    }

    private static void requireTypes(String types) {
        try {
            if (!types.equals(Publication.INFER)) {
                Column.parse(types);
            }
        } catch (IllegalArgumentException e) {
            throw new PublishException("--types: " + e.getMessage(), e);
        }
    }

    /** Each column with its type, and with its name in the file where that is another. */
    private static List<String> columns(ConnectorRun run, String types) {
        if (types.isEmpty()) {
            return List.of();
        }
        return Column.parse(types).stream()
                .map(column -> {
                    int at = run.columns().indexOf(column.name());
                    String source = at < 0 ? column.name() : run.sources().get(at);
                    return column.name() + " " + column.type()
                            + (source.equals(column.name()) ? "" : " (from " + source + ")");
                })
                .toList();
    }

    private ConnectorRun.State await(
            Publication publication, ConnectorRun run, ConnectorRun.State before, Consumer<Step> watch)
            throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            ConnectorRun.State now = run.state();
            Step step = run.step(before, now);
            watch.accept(step);
            if (now.ended()) {
                return now;
            }
            ConnectClient.Status status = connect.statusWhileWaiting(run.name());
            if (status.failed()) {
                throw new PublishException(publication.file() + " is not shared any further: " + status.trouble());
            }
            Thread.sleep(nextLookMillis((System.nanoTime() - began) / 1_000_000, step));
        }
    }

    /** Half of what is left by the progress so far; without progress, a quarter of what has passed. */
    static long nextLookMillis(long passed, Step step) {
        long done = step.rows() + step.rejected();
        long wait = done == 0 ? passed / 4 : passed * Math.max(0, step.expected() - done) / done / 2;
        return Math.max(LOOK_MILLIS_LEAST, Math.min(LOOK_MILLIS_MOST, wait));
    }

    private Map<String, String> limits(Admin admin, Publication publication) throws InterruptedException {
        String topic = publication.dataset().topic();
        return RecordLimits.of(admin, endpoints.kafka(), List.of(topic)).settingsForFiles();
    }

    /** The partitions of a topic that is there stay as they are. */
    private void requireSamePartitions(Admin admin, DatasetId dataset, int partitions) throws InterruptedException {
        String topic = dataset.topic();
        try {
            int present = admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get()
                    .partitions()
                    .size();
            if (partitions != present) {
                throw new PublishException(
                        "--partitions " + partitions + ": topic " + topic + " has " + present
                                + ", and the number does not change: leave the option out, or share the file as another dataset");
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw new PublishException(
                        "topic " + topic + " can't be read at " + endpoints.kafka() + ": " + e.getCause(), e);
            }
        }
    }

    /** A typing error would share what was to be protected; files whose columns are not known yet have each row checked. */
    private static void requireColumns(Publication publication, List<String> columns) {
        ProtectRules rules = publication.protect().rules();
        Stream.of(rules.protect().keySet(), rules.unprotect().keySet(), rules.subject())
                .flatMap(Collection::stream)
                .filter(name -> !columns.isEmpty()
                        && columns.stream().noneMatch(column -> name.equals(column) || name.startsWith(column + ".")))
                .findFirst()
                .ifPresent(name -> {
                    throw new PublishException(
                            publication.file() + ": --protect, --unprotect or --subject names column " + name
                                    + ", the file has " + String.join(", ", columns));
                });
    }

    private void makeTopic(Admin admin, DatasetId dataset, int partitions) throws InterruptedException {
        TopicSpec spec = Topics.dataset(dataset, partitions);
        try {
            KafkaTopics.make(admin, spec);
        } catch (ExecutionException e) {
            throw new PublishException(
                    "topic " + spec.name() + " can't be made at " + endpoints.kafka() + ": " + e.getCause(), e);
        }
    }

    /**
     * What a call spent its time on, in milliseconds.
     *
     * @param prepare checks, and the topic; until Connect gets the connector's settings
     * @param start the connector and its task, the types, and the first transaction; until rows are seen
     * @param share until the last row is in Kafka, and seen there
     */
    public record Phases(long prepare, long start, long share) {
        static final Phases NONE = new Phases(0, 0, 0);

        static Phases of(long began, long prepared, long first, long ended) {
            long seen = first == 0 ? ended : first;
            return new Phases(
                    (prepared - began) / 1_000_000, (seen - prepared) / 1_000_000, (ended - seen) / 1_000_000);
        }
    }

    /**
     * What one call of {@link Publisher#publish} did.
     *
     * @param rows shared by this call
     * @param rejected refused by this call
     * @param rowsInAll shared from this file, by this call and earlier ones
     * @param rejectedInAll refused from this file, by this call and earlier ones
     * @param samples the first few rows that this call refused, and every file that it refused whole
     * @param refusedFiles names of the files that are not shared whole: refused, cut off or damaged, by this call or an earlier one
     * @param links names of symbolic links in the folder that were not followed
     * @param skipped names of files in the folder whose names indicate no format
     * @param columns of a CSV file whose types were inferred, each with its type
     */
    public record Published(
            long rows,
            long rejected,
            long rowsInAll,
            long rejectedInAll,
            List<RejectedInput> samples,
            List<String> refusedFiles,
            List<String> links,
            List<String> skipped,
            List<String> columns,
            Phases phases) {
        public Published {
            refusedFiles = List.copyOf(refusedFiles);
            links = List.copyOf(links);
            samples = List.copyOf(samples);
            skipped = List.copyOf(skipped);
            columns = List.copyOf(columns);
        }

        /** How many refusals of this call stand for a file, or the rest of one, and not for a row. */
        public long wholeFiles() {
            return samples.stream().filter(RejectedRows::isFile).count();
        }
    }
}
