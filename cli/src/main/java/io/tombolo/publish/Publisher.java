package io.tombolo.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.csv.CsvHeader;
import io.tombolo.connectors.folder.CsvConnector;
import io.tombolo.connectors.folder.FileProgress;
import io.tombolo.connectors.folder.FolderConnector;
import io.tombolo.connectors.folder.FolderReport;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.server.Tombolo.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Shares files through one server: a connector for each file or folder, run until its present end, then stopped. */
public final class Publisher {
    private static final long LOOK_EVERY_MILLIS = 200;

    private final Endpoints endpoints;
    private final ConnectClient connect;

    public Publisher(Endpoints endpoints) {
        this.endpoints = endpoints;
        this.connect = new ConnectClient(endpoints.connect());
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
        return publication.plainCsv() ? publishCsv(publication, watch) : publishFolder(publication, watch);
    }

    private Published publishFolder(Publication publication, Consumer<Step> watch) throws InterruptedException {
        FolderPublisher folder = new FolderPublisher(connect, publication);
        List<String> contents = folder.present();
        Map<String, String> names =
                new DatasetColumns(connect, publication).settings(folder.name(), List.of(), List.of());
        if (position(connector(publication).name()).rows() > 0) {
            throw new PublishException(publication.file()
                    + ": was shared as UTF-8 before; share it so again, or as another dataset with --charset");
        }
        FolderReport before = FolderPublisher.report(connect, folder.name());
        if (contents.isEmpty() && !publication.follow()) {
            return new Published(
                    0, 0, before.rows(), before.rejected(), List.of(), List.of(), folder.unfollowedLinks());
        }
        RejectedRows refused = RejectedRows.fromNow(endpoints.kafka(), endpoints.registry());
        makeTopic(publication.dataset(), publication.partitions());
        names.putAll(limits(publication));
        folder.begin(names);
        boolean goesOn = false;
        try {
            FolderReport after = folder.await(contents, before, watch);
            long rejected = after.rejected() - before.rejected();
            goesOn = publication.follow();
            List<String> refusedFiles = contents.stream()
                    .filter(after.refused()::containsKey)
                    .map(hash -> after.refused().getOrDefault(hash, hash))
                    .sorted()
                    .toList();
            return new Published(
                    after.rows() - before.rows(),
                    rejected,
                    after.rows(),
                    after.rejected(),
                    refused.of(publication),
                    refusedFiles,
                    folder.unfollowedLinks());
        } finally {
            if (!goesOn) {
                connect.stop(folder.name());
            }
        }
    }

    private Published publishCsv(Publication publication, Consumer<Step> watch) throws InterruptedException {
        long size = size(publication.file());
        CsvDialect dialect = publication.csv().dialect(publication.nullValues(), publication.renamed());
        CsvHeader header = header(publication, dialect);
        CsvConnector connector = connector(publication);
        FilePosition before = position(connector.name());
        String other = new FolderPublisher(connect, publication).name();
        if (before.rows() == 0 && FolderPublisher.report(connect, other).rows() > 0) {
            throw new PublishException(publication.file()
                    + ": was shared with another --charset before; share it so again, or as another dataset");
        }
        if (before.position() == 0 && rowless(header, publication.file())) {
            return new Published(0, 0, 0, 0, List.of(), List.of(), List.of());
        }
        Map<String, String> names = new DatasetColumns(connect, publication)
                .settings(
                        connector.name(),
                        header == null ? List.of() : header.names(),
                        header == null ? List.of() : header.sources());
        requireUnchanged(publication.file(), connector.name());
        RejectedRows refused = RejectedRows.fromNow(endpoints.kafka(), endpoints.registry());
        makeTopic(publication.dataset(), publication.partitions());
        Map<String, String> config = new HashMap<>(connector.config());
        config.putAll(names);
        config.putAll(limits(publication));
        connect.put(connector.name(), config);
        connect.resume(connector.name());
        if (connect.status(connector.name()).failed()) {
            connect.restart(connector.name());
        }
        boolean goesOn = false;
        try {
            FilePosition after = await(publication, connector.name(), size, before, watch);
            long rejected = after.rejected() - before.rejected();
            goesOn = publication.follow();
            return new Published(
                    after.rows() - before.rows(),
                    rejected,
                    after.rows(),
                    after.rejected(),
                    rejected == 0 ? List.of() : refused.of(publication),
                    List.of(),
                    List.of());
        } finally {
            if (!goesOn) {
                connect.stop(connector.name());
            }
        }
    }

    /** How many rows of all files have been shared to a dataset by this server, by any call of {@code publish}. */
    public long rowsShared(DatasetId dataset) {
        long sum = 0;
        for (String name : connect.names()) {
            Map<String, String> config = connect.config(name).orElse(Map.of());
            if (dataset.toString().equals(config.get("dataset"))) {
                boolean folder = FolderConnector.isOne(config.getOrDefault("connector.class", ""));
                sum += folder
                        ? FolderPublisher.report(connect, name).rows()
                        : position(name).rows();
            }
        }
        return sum;
    }

    private FilePosition await(
            Publication publication, String name, long size, FilePosition before, Consumer<Step> watch)
            throws InterruptedException {
        while (true) {
            FilePosition now = position(name);
            watch.accept(before.stepTo(now, size));
            if (now.position() >= size) {
                return now;
            }
            ConnectClient.Status status = connect.status(name);
            if (status.failed()) {
                throw new PublishException(publication.file() + " is not shared any further: " + status.trouble());
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** A file whose shared part is another now has nothing new to share, whatever its size: the connector would refuse it too. */
    private void requireUnchanged(Path file, String connector) {
        JsonNode offsets = connect.offsets(connector);
        if (offsets.isMissingNode()) {
            return;
        }
        try {
            FileProgress.ofAnswer(offsets.toString()).changed(file).ifPresent(how -> {
                throw new PublishException(
                        file + ": " + how + ". Put the shared file back and add rows at its end, or share this one "
                                + "under another name or dataset");
            });
        } catch (IOException e) {
            throw new PublishException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static long size(Path file) {
        if (!Files.exists(file)) {
            throw new PublishException(file + ": there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new PublishException(file + ": is not a file");
        }
        if (!Files.isReadable(file)) {
            throw new PublishException(file + ": can't be read by this user");
        }
        try {
            return FileProgress.endOfRows(file);
        } catch (IOException e) {
            throw new PublishException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Its header must be good before anything is made; null when there is none. */
    private static @Nullable CsvHeader header(Publication publication, CsvDialect dialect) {
        try {
            CsvHeader header = CsvHeader.read(publication.file(), dialect, true);
            for (String key : publication.keyColumns()) {
                if (header != null && !header.names().contains(key)) {
                    throw new PublishException(publication.file() + ": --key names column " + key + ", the header has "
                            + String.join(", ", header.names()));
                }
            }
            return header;
        } catch (ConnectException e) {
            throw new PublishException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new PublishException(publication.file() + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static boolean rowless(@Nullable CsvHeader header, Path file) {
        try {
            return CsvHeader.rowless(header, file);
        } catch (IOException e) {
            throw new PublishException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static CsvConnector connector(Publication publication) {
        return new CsvConnector(
                publication.dataset(),
                publication.file(),
                publication.keyColumns(),
                publication.types(),
                publication.nullValues(),
                publication.csv().settings());
    }

    private FilePosition position(String connector) {
        JsonNode offset = connect.offsets(connector).path("offsets").path(0).path("offset");
        return new FilePosition(
                offset.path("position").asLong(0),
                offset.path("rows").asLong(0),
                offset.path("rejected").asLong(0));
    }

    private Map<String, String> limits(Publication publication) throws InterruptedException {
        String topic = publication.dataset().topic();
        return RecordLimits.of(endpoints.kafka(), List.of(topic)).settingsForFiles();
    }

    private record FilePosition(long position, long rows, long rejected) {

        /** How many rows there are is not known before they are read: those before show how long one is. */
        Step stepTo(FilePosition now, long size) {
            long done = now.rows() + now.rejected() - rows - rejected;
            long bytes = now.position() - position;
            long expected = bytes <= 0 ? 1 : Math.max(done, Math.round((double) done * (size - position) / bytes));
            return new Step(now.rows() - rows, now.rejected() - rejected, expected);
        }
    }

    private void makeTopic(DatasetId dataset, int partitions) throws InterruptedException {
        TopicSpec spec = Topics.dataset(dataset, partitions);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.kafka()))) {
            NewTopic topic = new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.settings());
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new PublishException(
                        "topic " + spec.name() + " can't be made at " + endpoints.kafka() + ": " + e.getCause(), e);
            }
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
     */
    public record Published(
            long rows,
            long rejected,
            long rowsInAll,
            long rejectedInAll,
            List<RejectedInput> samples,
            List<String> refusedFiles,
            List<String> links) {
        public Published {
            refusedFiles = List.copyOf(refusedFiles);
            links = List.copyOf(links);
            samples = List.copyOf(samples);
        }

        /** How many refusals of this call stand for a file, or the rest of one, and not for a row. */
        public long wholeFiles() {
            return samples.stream().filter(RejectedRows::isFile).count();
        }
    }
}
