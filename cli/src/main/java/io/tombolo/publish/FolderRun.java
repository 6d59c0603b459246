package io.tombolo.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.folder.Arrivals;
import io.tombolo.connectors.folder.ContentHash;
import io.tombolo.connectors.folder.FolderConnector;
import io.tombolo.connectors.folder.FolderReport;
import io.tombolo.publish.Publisher.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

/** A folder of files, or one file that is not plain CSV: its connector goes by whole contents. */
final class FolderRun implements ConnectorRun {
    private final ConnectClient connect;
    private final Publication publication;
    private final FolderConnector connector;
    private final List<String> contents;

    private FolderRun(
            ConnectClient connect, Publication publication, FolderConnector connector, List<String> contents) {
        this.connect = connect;
        this.publication = publication;
        this.connector = connector;
        this.contents = contents;
    }

    /** Of the files that are there now. */
    static FolderRun of(ConnectClient connect, Publication publication) {
        return new FolderRun(connect, publication, connector(publication), present(publication));
    }

    static boolean hasShared(ConnectClient connect, Publication publication) {
        return report(connect, connector(publication).name()).rows() > 0;
    }

    private static FolderConnector connector(Publication publication) {
        boolean folder = Files.isDirectory(publication.file());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("columns", publication.types());
        settings.put("null.values", publication.nullValues());
        settings.put("charset", publication.charset());
        settings.put("format", publication.format());
        settings.putAll(publication.csv().settings());
        if (publication.followLinks()) {
            settings.put("follow.symlinks", "true");
        }
        if (!publication.pattern().isEmpty()) {
            settings.put("pattern", publication.pattern());
        }
        if (!folder && !publication.follow()) {
            // Who names one file says that it is whole.
            settings.put("quiet.ms", "0");
        }
        return new FolderConnector(publication.dataset(), publication.file(), publication.keyColumns(), settings);
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
    public List<String> columns() {
        return List.of();
    }

    @Override
    public List<String> sources() {
        return List.of();
    }

    private static Arrivals.Rules rules(Publication publication) {
        return Arrivals.Rules.of(
                publication.file(), publication.pattern(), publication.format(), publication.followLinks());
    }

    @Override
    public List<String> unfollowedLinks() {
        try {
            return Arrivals.unfollowed(rules(publication)).stream()
                    .map(link -> String.valueOf(link.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new PublishException(publication.file() + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** The SHA-256 of every file that counts, as it is now. */
    private static List<String> present(Publication publication) {
        try {
            Arrivals.Rules rules = rules(publication);
            List<String> hashes = new ArrayList<>();
            for (Path file : Arrivals.list(rules)) {
                if (rules.formatOf(String.valueOf(file.getFileName())).isPresent()) {
                    if (!Files.isReadable(file)) {
                        throw new PublishException(file + ": can't be read by this user");
                    }
                    hashes.add(ContentHash.of(file));
                }
            }
            return hashes;
        } catch (ConfigException e) {
            throw new PublishException(String.valueOf(e.getMessage()), e);
        } catch (ConnectException e) {
            throw new PublishException(
                    Files.isSymbolicLink(publication.file())
                            ? String.valueOf(e.getMessage())
                            : publication.file() + ": there is no such file or folder",
                    e);
        } catch (IOException e) {
            throw new PublishException(publication.file() + ": can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public State state() {
        FolderReport now = report(connect, name());
        List<String> refused = contents.stream()
                .filter(now.refused()::containsKey)
                .map(hash -> now.refused().getOrDefault(hash, hash))
                .sorted()
                .toList();
        return new State(now.rows(), now.rejected(), 0, contents.stream().allMatch(now::ended), refused);
    }

    @Override
    public void check(State before) {
        if (CsvRun.hasShared(connect, publication)) {
            throw new PublishException(publication.file()
                    + ": was shared as UTF-8 before; share it so again, or as another dataset with --charset");
        }
    }

    @Override
    public boolean isEmpty(State before) {
        return contents.isEmpty() && !publication.follow();
    }

    /** How many rows there are is not known before they are read; files are what can be counted. */
    @Override
    public Step step(State before, State now) {
        long rows = now.rows() - before.rows();
        long rejected = now.rejected() - before.rejected();
        return new Step(rows, rejected, rows + rejected + (now.ended() ? 0 : 1));
    }

    static FolderReport report(ConnectClient connect, String name) {
        JsonNode offsets = connect.offsets(name);
        return offsets.isMissingNode() ? FolderReport.NONE : FolderReport.ofAnswer(offsets.toString());
    }
}
