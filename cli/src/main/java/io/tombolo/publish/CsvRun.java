package io.tombolo.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.csv.CsvHeader;
import io.tombolo.connectors.folder.CsvConnector;
import io.tombolo.connectors.folder.FileProgress;
import io.tombolo.connectors.row.Column;
import io.tombolo.publish.Publisher.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** One CSV file in UTF-8, which may grow: its connector counts bytes. */
final class CsvRun implements ConnectorRun {
    private final ConnectClient connect;
    private final Publication publication;
    private final long size;
    private final @Nullable CsvHeader header;
    private final List<String> keys;
    private final CsvConnector connector;

    CsvRun(ConnectClient connect, Publication publication) {
        this.connect = connect;
        this.publication = publication;
        this.size = size(publication.file());
        this.header = header(publication);
        this.keys = header == null ? publication.keyColumns() : keys(publication.keyColumns(), header);
        this.connector = new CsvConnector(
                publication.dataset(),
                publication.file(),
                keys,
                header == null ? publication.types() : types(header),
                publication.nullValues(),
                publication.csv().settings());
    }

    @Override
    public String name() {
        return connector.name();
    }

    @Override
    public Map<String, String> config() {
        return connector.config();
    }

    @Override
    public List<String> keys() {
        return keys;
    }

    @Override
    public List<String> columns() {
        return header == null ? List.of() : header.names();
    }

    @Override
    public List<String> sources() {
        return header == null ? List.of() : header.sources();
    }

    @Override
    public State state() {
        return state(connect, name(), size);
    }

    /** Of any such connector; it has ended at {@code size} bytes. */
    static State state(ConnectClient connect, String name, long size) {
        JsonNode offset = connect.offsets(name).path("offsets").path(0).path("offset");
        long position = offset.path("position").asLong(0);
        return new State(
                offset.path("rows").asLong(0),
                offset.path("rejected").asLong(0),
                position,
                position >= size,
                List.of(),
                offset.path("columns").asText(""));
    }

    @Override
    public void check(State before) {
        if (before.rows() == 0 && FolderRun.hasShared(connect, publication)) {
            throw new PublishException(publication.file()
                    + ": was shared with another --charset before; share it so again, or as another dataset");
        }
        requireUnchanged();
    }

    @Override
    public boolean isEmpty(State before) {
        return before.position() == 0 && rowless(header, publication.file());
    }

    /** How many rows there are is not known before they are read: those before show how long one is. */
    @Override
    public Step step(State before, State now) {
        long rows = now.rows() - before.rows();
        long rejected = now.rejected() - before.rejected();
        long done = rows + rejected;
        long bytes = now.position() - before.position();
        long expected = bytes <= 0 ? 1 : Math.max(done, Math.round((double) done * (size - before.position()) / bytes));
        return new Step(rows, rejected, expected);
    }

    @Override
    public List<String> unfollowedLinks() {
        return List.of();
    }

    @Override
    public List<String> skipped() {
        return List.of();
    }

    static boolean hasShared(ConnectClient connect, Publication publication) {
        String name = CsvConnector.of(publication.dataset(), publication.file(), List.of(), Publication.INFER)
                .name();
        return state(connect, name, 0).rows() > 0;
    }

    /** A file whose shared part is another now has nothing new to share, whatever its size: the connector would refuse it too. */
    private void requireUnchanged() {
        Path file = publication.file();
        JsonNode offsets = connect.offsets(name());
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
    private static @Nullable CsvHeader header(Publication publication) {
        try {
            return CsvHeader.read(
                    publication.file(),
                    publication.csv().dialect(publication.nullValues(), publication.renamed()),
                    true);
        } catch (ConnectException e) {
            throw new PublishException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new PublishException(publication.file() + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** A column may be named as in the dataset or as in the file. */
    private List<String> keys(List<String> wanted, CsvHeader header) {
        return wanted.stream()
                .map(key -> column(key, header)
                        .orElseThrow(() -> new PublishException(publication.file() + ": --key names column " + key
                                + ", the header has " + String.join(", ", header.names())
                                + (header.names().size() == 1
                                        ? " (" + header.sources().get(0)
                                                + "): if that is several columns, name what separates them with"
                                                + " --separator"
                                        : ""))))
                .toList();
    }

    private static Optional<String> column(String name, CsvHeader header) {
        int source = header.sources().indexOf(name);
        return header.names().contains(name)
                ? Optional.of(name)
                : source < 0 ? Optional.empty() : Optional.of(header.names().get(source));
    }

    /** In the header's order. */
    private String types(CsvHeader header) {
        if (publication.types().equals(Publication.INFER)) {
            return Publication.INFER;
        }
        Map<String, Column> typed = new LinkedHashMap<>();
        for (Column column : Column.parse(publication.types())) {
            String name = column(column.name(), header)
                    .orElseThrow(() -> new PublishException(publication.file() + ": --types names column "
                            + column.name() + ", the header has " + String.join(", ", header.names())));
            typed.put(name, new Column(name, column.type()));
        }
        List<String> missing =
                header.names().stream().filter(name -> !typed.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new PublishException(
                    publication.file() + ": --types must name every column, and has no " + String.join(", ", missing));
        }
        return Column.spec(header.names().stream().map(typed::get).toList());
    }

    private static boolean rowless(@Nullable CsvHeader header, Path file) {
        try {
            return CsvHeader.rowless(header, file);
        } catch (IOException e) {
            throw new PublishException(file + ": can't be read: " + e.getMessage(), e);
        }
    }
}
