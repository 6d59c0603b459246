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
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

/** Shares a folder of files, or one file that is not plain CSV: with a folder connector, run until each present file is shared. */
final class FolderPublisher {
    private static final long LOOK_EVERY_MILLIS = 200;

    private final ConnectClient connect;
    private final Publication publication;
    private final FolderConnector connector;

    FolderPublisher(ConnectClient connect, Publication publication) {
        this.connect = connect;
        this.publication = publication;
        this.connector = connector(publication);
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

    String name() {
        return connector.name();
    }

    private Arrivals.Rules rules() {
        return Arrivals.Rules.of(
                publication.file(), publication.pattern(), publication.format(), publication.followLinks());
    }

    /** Names of the symbolic links in the folder that are not followed. */
    List<String> unfollowedLinks() {
        try {
            return Arrivals.unfollowed(rules()).stream()
                    .map(link -> String.valueOf(link.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw new PublishException(publication.file() + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** The SHA-256 of every file that counts, as it is now. */
    List<String> present() {
        try {
            Arrivals.Rules rules = rules();
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

    /**
     * Starts sharing.
     *
     * @param more settings on top of the connector's own
     */
    void begin(Map<String, String> more) {
        Map<String, String> config = new LinkedHashMap<>(connector.config());
        config.putAll(more);
        connect.put(name(), config);
        connect.resume(name());
        if (connect.status(name()).failed()) {
            connect.restart(name());
        }
    }

    /** Waits until nothing more will come of the given contents. */
    FolderReport await(List<String> contents, FolderReport before, Consumer<Step> watch) throws InterruptedException {
        while (true) {
            FolderReport now = report(connect, name());
            long rows = now.rows() - before.rows();
            long rejected = now.rejected() - before.rejected();
            boolean all = contents.stream().allMatch(now::ended);
            // How many rows there are is not known before they are read; files are what can be counted.
            watch.accept(new Step(rows, rejected, rows + rejected + (all ? 0 : 1)));
            if (all) {
                return now;
            }
            ConnectClient.Status status = connect.status(name());
            if (status.failed()) {
                throw new PublishException(publication.file() + " is not shared any further: " + status.trouble());
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    static FolderReport report(ConnectClient connect, String name) {
        JsonNode offsets = connect.offsets(name);
        return offsets.isMissingNode() ? FolderReport.NONE : FolderReport.ofAnswer(offsets.toString());
    }
}
