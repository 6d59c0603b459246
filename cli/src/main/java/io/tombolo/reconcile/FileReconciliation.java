package io.tombolo.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Count;
import io.tombolo.connectors.folder.Arrivals;
import io.tombolo.connectors.folder.ContentHash;
import io.tombolo.connectors.folder.FileProgress;
import io.tombolo.reconcile.feed.AnchoredTopic;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Compares a folder of files with what was noted when they were shared: the hash of each content, and the number of rows with that of
 * the dataset's anchored events.
 */
final class FileReconciliation {
    private static final String FILES = "tombolo.files";

    private final String connector;
    private final Map<String, String> config;
    private final FeedAccess feed;
    private final ReconcileSettings settings;
    private final Clock clock;

    FileReconciliation(
            String connector, Map<String, String> config, FeedAccess feed, ReconcileSettings settings, Clock clock) {
        this.connector = connector;
        this.config = config;
        this.feed = feed;
        this.settings = settings;
        this.clock = clock;
    }

    ReconcileReport run() {
        if (!settings.tables().isEmpty()) {
            throw new ReconcileException(
                    "connector " + connector + " shares files and has no tables: leave out --tables");
        }
        Instant startedAt = clock.instant();
        DatasetId dataset = DatasetId.parse(config.getOrDefault("dataset", ""));
        boolean csv = config.containsKey("file");
        Path path = Path.of(config.getOrDefault(csv ? "file" : "path", ""));
        Map<String, String> present = csv ? Map.of() : present(path);
        Map<String, FileNotes.Note> notes =
                FileNotes.read(feed.kafka(), feed.registry(), config.getOrDefault("files.topic", FILES), dataset);
        long[] events = {0};
        AnchoredTopic topic = new AnchoredTopic(
                feed.kafka(), feed.registry(), feed.readSide(), feed.policy(), feed.receipts(), settings.patience());
        List<Finding> findings = topic.read(dataset, record -> events[0]++);
        Compared compared = new Compared();
        if (csv) {
            compareCsv(path, compared);
        } else {
            compareContents(present, notes, compared);
        }
        long shared = notes.values().stream().mapToLong(FileNotes.Note::rows).sum() + rowsOfCsv(dataset);
        String name = String.valueOf(path.getFileName());
        TableReport report = new TableReport(
                name,
                dataset,
                shared,
                events[0],
                compared.count(RowDifference.Kind.MISSING),
                0,
                compared.count(RowDifference.Kind.DIFFERENT),
                compared.differences,
                List.of(),
                compared.notCompared,
                compared.refused,
                findings.stream()
                        .map(one -> one.refusal() + " offset " + one.offset() + ": " + one.detail())
                        .toList(),
                topic.heads(dataset),
                "");
        return new ReconcileReport(
                connector, dataset.organisation(), "file", "file=" + name, startedAt, clock.instant(), List.of(report));
    }

    private static final class Compared {
        private final List<RowDifference> differences = new ArrayList<>();
        private final List<String> notCompared = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();

        long count(RowDifference.Kind kind) {
            return differences.stream().filter(one -> one.kind() == kind).count();
        }
    }

    /** One CSV file, of which the connector's own position keeps the hash. */
    private void compareCsv(Path file, Compared compared) {
        FileProgress progress = progress(connector);
        String key = "file=" + file.getFileName();
        try {
            Optional<String> changed = progress.changed(file);
            if (changed.isPresent()) {
                compared.differences.add(new RowDifference(RowDifference.Kind.DIFFERENT, key, List.of(changed.get())));
            } else if (!progress.finished(file)) {
                compared.differences.add(new RowDifference(
                        RowDifference.Kind.MISSING,
                        key + ", behind byte " + progress.mark().position(),
                        List.of()));
            }
        } catch (IOException e) {
            throw new ReconcileException(file + ": can't be read: " + e.getMessage(), e);
        }
        if (progress.rejected() > 0) {
            compared.refused.add(
                    "file " + file.getFileName() + ": " + Count.of(progress.rejected(), "row") + " refused");
        }
    }

    private long rowsOfCsv(DatasetId dataset) {
        long rows = 0;
        for (String name : feed.connect().names()) {
            Map<String, String> other = feed.connect().config(name).orElse(Map.of());
            if (other.containsKey("file") && dataset.toString().equals(other.get("dataset"))) {
                rows += progress(name).rows();
            }
        }
        return rows;
    }

    private FileProgress progress(String name) {
        JsonNode offsets = feed.connect().offsets(name);
        return offsets.isMissingNode() ? FileProgress.NONE : FileProgress.ofAnswer(offsets.toString());
    }

    /** The hash of each file that counts, by its name. */
    private Map<String, String> present(Path path) {
        Map<String, String> hashes = new LinkedHashMap<>();
        Arrivals.Rules rules = Arrivals.Rules.of(
                path,
                config.getOrDefault("pattern", ""),
                config.getOrDefault("format", "auto"),
                Boolean.parseBoolean(config.get("follow.symlinks")));
        try {
            for (Path file : Arrivals.list(rules)) {
                String name = String.valueOf(file.getFileName());
                if (rules.formatOf(name).isPresent()) {
                    hashes.put(name, ContentHash.of(file));
                }
            }
        } catch (ConnectException e) {
            throw new ReconcileException(path + ": there is no such file or folder", e);
        } catch (IOException e) {
            throw new ReconcileException(path + ": can't be read: " + e.getMessage(), e);
        }
        return hashes;
    }

    private static void compareContents(
            Map<String, String> present, Map<String, FileNotes.Note> notes, Compared compared) {
        present.forEach((name, hash) -> {
            FileNotes.Note note = notes.get(hash);
            String key = "file=" + name;
            boolean otherContent =
                    notes.values().stream().anyMatch(one -> one.file().equals(name));
            if (note == null && otherContent) {
                compared.differences.add(new RowDifference(
                        RowDifference.Kind.DIFFERENT, key, List.of("content " + hash + " was not shared")));
            } else if (note == null
                    || note.event().equals("BEGUN")
                    || note.event().equals("COLUMNS")) {
                compared.differences.add(new RowDifference(RowDifference.Kind.MISSING, key, List.of()));
            } else if (note.event().equals("REFUSED")) {
                compared.refused.add("file " + name + ": refused, or the rest of it");
            }
        });
        for (FileNotes.Note note : notes.values()) {
            if (note.rejected() > 0) {
                compared.refused.add("file " + note.file() + ": " + Count.of(note.rejected(), "row") + " refused");
            }
            if (!present.containsValue(note.sha256())) {
                compared.notCompared.add(
                        "file " + note.file() + " with content " + note.sha256() + ": not there any more");
            }
        }
    }
}
