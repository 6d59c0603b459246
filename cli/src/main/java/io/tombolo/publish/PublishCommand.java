package io.tombolo.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.terminal.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Shares the rows of a file, or of all files in a folder, as a dataset through a running tombolo up.",
        footer = {
            "",
            "By its name a file is CSV, TSV, JSON lines (.jsonl, .ndjson), the same compressed (.gz), Avro (.avro) or"
                    + " Parquet (.parquet). The same command again continues after a crash, adds nothing to a finished"
                    + " file, and shares only what a grown file has new. A row that can't be shared is counted, reported,"
                    + " and kept in the topic tombolo.rejected. Exit code 1 says that a file is not shared whole: refused,"
                    + " cut off or damaged."
        })
public final class PublishCommand implements Callable<Integer> {
    @Option(
            names = "--organisation",
            required = true,
            paramLabel = "DOMAIN",
            description = "the owner, as acme.example")
    String organisation = "";

    @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "the dataset's name, as flights")
    String dataset = "";

    @Option(
            names = "--key",
            required = true,
            split = ",",
            paramLabel = "COLUMN",
            description = "the columns that together identify a row, separated by commas")
    List<String> key = List.of();

    @Option(
            names = "--types",
            defaultValue = Publication.INFER,
            paramLabel = "COLUMN:TYPE,…",
            description =
                    "the type of every column: long, double, boolean, date, timestamp, decimal(SCALE), string or json"
                            + " (default: from the values)")
    String types = Publication.INFER;

    @Option(
            names = "--null-values",
            defaultValue = "NA,",
            description = "the texts that mean null, separated by commas (default: NA and the empty text)")
    String nullValues = "NA,";

    @Option(
            names = "--separator",
            paramLabel = "CHARACTER",
            defaultValue = "",
            description =
                    "the separator between two fields of CSV: one ASCII character, \\t for a tab (default: a comma; a"
                            + " tab in .tsv)")
    String separator = "";

    @Option(
            names = "--quote",
            paramLabel = "CHARACTER",
            defaultValue = "",
            description = "the quote around a field of CSV that holds separators or line ends: one ASCII character, or"
                    + " none (default: \")")
    String quote = "";

    @Option(
            names = "--decimal-comma",
            description =
                    "numbers in CSV have a comma where others have a point, as 1234,50; with --types also 1.234,50,"
                            + " with points between thousands")
    boolean decimalComma;

    @Option(
            names = "--rename",
            paramLabel = "OLD:NEW",
            description =
                    "another name for a column of CSV, JSON lines or Parquet, as 'Flight No.:flight'; may be given"
                            + " again")
    List<String> renames = List.of();

    @Mixin
    ProtectOptions protect = new ProtectOptions();

    @Option(
            names = "--charset",
            defaultValue = Publication.UTF_8,
            description = "the encoding of text, as ISO-8859-1 (default: ${DEFAULT-VALUE})")
    String charset = Publication.UTF_8;

    @Option(
            names = "--pattern",
            paramLabel = "GLOB",
            defaultValue = "",
            description = "which of a folder's files, as orders-*.csv (default: all whose name indicates a format)")
    String pattern = "";

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = Publication.AUTO,
            description =
                    "csv, jsonl, avro or parquet, whatever the names end in; object: each file is a large object that"
                            + " stays where it is, and its hash, size, type and name are shared with --key name (default:"
                            + " by names)")
    String format = Publication.AUTO;

    @Option(
            names = "--follow",
            description =
                    "the server continues to watch the file or folder after this command has ended; the command without"
                            + " it stops that")
    boolean follow;

    @Option(
            names = "--follow-symlinks",
            description =
                    "follow symbolic links: those in the folder, and a folder that is one (default: pass over them)")
    boolean followLinks;

    @Option(
            names = "--partitions",
            description = "of the dataset's topic; they do not change later (default: 1 when it is made now)")
    @Nullable Integer partitions;

    @Option(
            names = "--no-wait",
            negatable = false,
            description = "end when all rows are in Kafka, don't wait until they are anchored")
    boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "how long to wait for the ledger, as 5m or PT5M (default: ${DEFAULT-VALUE})")
    Duration timeout = Duration.ofMinutes(5);

    @Parameters(index = "0", paramLabel = "FILE", description = "the file or folder, where the server can read it too")
    Path file = Path.of("");

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DatasetId id = Datasets.parse(organisation + "/" + dataset);
        try {
            server.mustAnchor(organisation);
            CsvOptions csv = new CsvOptions(separator, quote, decimalComma);
            Publication publication = new Publication(
                    id,
                    file,
                    key,
                    types,
                    nullValues,
                    partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions),
                    charset,
                    pattern,
                    format,
                    csv,
                    renames,
                    protect,
                    follow,
                    followLinks);
            Publisher publisher = new Publisher(server.endpoints(), server.connection());
            long began = System.nanoTime();
            Publisher.Published published;
            try (Progress bar = Progress.of("Sharing", 1, " rows")) {
                published = publisher.publish(publication, step -> {
                    bar.total(Math.max(1, step.expected()));
                    bar.at(step.rows() + step.rejected());
                });
            }
            long shared = System.nanoTime();
            long anchored = noWait ? -1 : awaitAnchored(id, () -> publisher.rowsShared(id));
            long anchorMillis = (System.nanoTime() - shared) / 1_000_000;
            say(id, published, anchored, (shared - began) / 1e9, anchorMillis);
            return published.refusedFiles().isEmpty() ? ExitCode.GOOD : ExitCode.REFUSED;
        } catch (PublishException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Waits until the ledger holds every row that was shared to the dataset; returns how many it holds. */
    private long awaitAnchored(DatasetId id, LongSupplier shared) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        long rows = shared.getAsLong();
        try (Progress bar = Progress.of("Anchoring", Math.max(1, rows), " rows")) {
            for (int looks = 1; ; looks++) {
                if (looks % 20 == 0) {
                    // What was refused behind the file's connector may be read only now.
                    rows = shared.getAsLong();
                }
                long anchored = anchored(id);
                bar.at(Math.min(anchored, rows));
                if (anchored >= rows) {
                    return anchored;
                }
                if (System.nanoTime() > deadline) {
                    throw new CommandException(String.format(
                            "%s: %,d of %,d rows are anchored after %s; all are shared, and the ledger is tried again:"
                                    + " see tombolo status",
                            id, anchored, rows, timeout));
                }
                Thread.sleep(100);
            }
        }
    }

    private long anchored(DatasetId id) {
        for (JsonNode line : server.datasets()) {
            if (line.path("dataset").asText().equals(id.toString())) {
                return line.path("anchored").asLong();
            }
        }
        return 0;
    }

    private void say(DatasetId id, Publisher.Published published, long anchored, double seconds, long anchorMillis) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(json(id, published, anchored, anchorMillis)));
        } else {
            if (published.rows() == 0 && !published.refusedFiles().isEmpty()) {
                out.printf("Nothing of %s was shared.%n", file);
            } else if (published.rowsInAll() + published.rejectedInAll() == 0) {
                out.printf("%s has no rows: nothing to share.%n", file);
            } else if (published.rows() + published.rejected() == 0) {
                out.printf("%s is shared already, %s: nothing new.%n", file, Count.of(published.rowsInAll(), "row"));
                if (published.rejectedInAll() > 0) {
                    out.printf(
                            "Refused before, and in tombolo.rejected: %s.%n",
                            Count.of(published.rejectedInAll(), "row"));
                }
            } else {
                out.printf("%s of %s shared as %s in %.1f s.%n", Count.of(published.rows(), "row"), file, id, seconds);
            }
            if (published.rejected() > 0) {
                out.printf("%s refused, kept in the topic tombolo.rejected:%n", refused(published));
                for (RejectedInput sample : published.samples()) {
                    String where = publishedFolder(sample) ? sample.file() + ", line" : "line";
                    String what = sample.reason() + ": " + sample.detail();
                    if (sample.reason().equals("BAD_FILE")) {
                        out.printf("  %s: %s%n", sample.file(), what);
                    } else if (sample.line() == null) {
                        out.printf("  %s%n", what);
                    } else {
                        out.printf("  %s %d: %s%n", where, sample.line(), what);
                    }
                }
                if (published.samples().size() < published.rejected()) {
                    out.printf(
                            "  … and %,d more%n",
                            published.rejected() - published.samples().size());
                }
            }
            if (!published.refusedFiles().isEmpty()) {
                out.printf("Not shared whole: %s.%n", String.join(", ", published.refusedFiles()));
            }
            if (!published.columns().isEmpty()) {
                out.printf(
                        "Columns, as inferred (--types changes them): %s.%n", String.join(", ", published.columns()));
            }
            if (!published.skipped().isEmpty()) {
                out.printf(
                        "Skipped, because their names indicate no format (see --format): %s.%n",
                        String.join(", ", published.skipped()));
            }
            if (!published.links().isEmpty()) {
                out.printf(
                        "Not followed, because they are symbolic links (see --follow-symlinks): %s.%n",
                        String.join(", ", published.links()));
            }
            if (follow) {
                out.printf("The server continues to watch %s.%n", file);
            }
            if (anchored >= 0 && published.rowsInAll() > 0) {
                out.printf("Anchored: %s of %s.%n", Count.of(anchored, "event"), id);
            }
        }
        out.flush();
    }

    private boolean publishedFolder(RejectedInput sample) {
        return !file.toAbsolutePath().normalize().toString().equals(sample.file());
    }

    private static String refused(Publisher.Published published) {
        long files = published.wholeFiles();
        long rows = published.rejected() - files;
        String ofFiles = Count.of(files, "file");
        String ofRows = Count.of(rows, "row");
        return files == 0 ? ofRows : rows == 0 ? ofFiles : ofFiles + " and " + ofRows;
    }

    private Map<String, Object> json(DatasetId id, Publisher.Published published, long anchored, long anchorMillis) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset", id.toString());
        json.put("file", file.toString());
        json.put("rows", published.rows());
        json.put("rejected", published.rejected());
        json.put("rows_in_all", published.rowsInAll());
        json.put("rejected_in_all", published.rejectedInAll());
        json.put("refused_files", published.refusedFiles());
        json.put("links_not_followed", published.links());
        json.put("files_skipped", published.skipped());
        json.put("columns", published.columns());
        json.put("anchored", anchored < 0 ? null : anchored);
        Publisher.Phases phases = published.phases();
        json.put("prepare_ms", phases.prepare());
        json.put("start_ms", phases.start());
        json.put("share_ms", phases.share());
        json.put("anchor_ms", anchored < 0 ? null : anchorMillis);
        json.put(
                "refusals",
                published.samples().stream()
                        .map(sample -> Map.of(
                                "line",
                                String.valueOf(sample.line()),
                                "reason",
                                sample.reason(),
                                "detail",
                                sample.detail()))
                        .toList());
        return json;
    }
}
