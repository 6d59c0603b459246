package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.terminal.Plain;
import io.tombolo.terminal.Progress;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Verifies files one after the other; one that is refused, or can't be read, does not end it. */
final class VerifyMany {
    /** In place of a verdict, for a file that nobody could look at. */
    static final String UNREADABLE = "UNREADABLE";

    private static final int MOST_LISTED = 20;
    private static final int SLOWEST = 3;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Function<Path, Judgement> judge;
    private final LongSupplier nanos;

    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> refused = new ArrayList<>();
    private final List<Took> slowest = new ArrayList<>();
    private long bad;
    private boolean development;

    private record Took(Path file, long nanos) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %s", seconds(nanos), Plain.text(file.toString()));
        }
    }

    /**
     * @param judge reads and verifies one file; throws {@link CommandException} if it can't be read
     * @param nanos what times are measured with
     */
    VerifyMany(CommandLine line, Function<Path, Judgement> judge, LongSupplier nanos) {
        this.out = line.getOut();
        this.err = line.getErr();
        this.judge = judge;
        this.nanos = nanos;
    }

    /** Prints what is wrong with which file and how many have which verdict; with {@code json} each file's result, and the rest on standard error. */
    int all(Set<Path> files, boolean byPolicy, boolean json) {
        long began = nanos.getAsLong();
        // Before anything is printed: the script begins again with more jars where the bar's is missing.
        try (Progress bar = Progress.of("Verify", files.size(), " files")) {
            long done = 0;
            for (Path file : files) {
                Map<String, Object> result = one(file);
                if (json) {
                    out.println(Json.line(result));
                    if (out.checkError() || System.out.checkError()) {
                        break;
                    }
                }
                bar.at(++done);
            }
        }
        summary(json ? err : out, nanos.getAsLong() - began, byPolicy, json);
        out.flush();
        return bad == 0 ? ExitCode.GOOD : ExitCode.REFUSED;
    }

    private Map<String, Object> one(Path file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.toString());
        long began = nanos.getAsLong();
        try {
            Judgement judgement = judge.apply(file);
            development |= judgement.development();
            json.putAll(VerdictText.json(judgement));
            count(judgement.name(), judgement.good(), file, judgement.detail());
        } catch (CommandException e) {
            String why = String.valueOf(e.getMessage());
            json.put("verdict", UNREADABLE);
            json.put("accepted", false);
            json.put("detail", why);
            String prefix = file + ": ";
            count(UNREADABLE, false, file, why.startsWith(prefix) ? why.substring(prefix.length()) : why);
        }
        slowest.add(new Took(file, nanos.getAsLong() - began));
        slowest.sort(Comparator.comparingLong(Took::nanos).reversed());
        if (slowest.size() > SLOWEST) {
            slowest.remove(SLOWEST);
        }
        return json;
    }

    private void count(String name, boolean good, Path file, String detail) {
        counts.merge(name, 1L, Long::sum);
        if (!good) {
            bad++;
            if (refused.size() < MOST_LISTED) {
                refused.add(Plain.text(String.format("%-11s  %s  %s", name, file, detail)));
            }
        }
    }

    private void summary(PrintWriter to, long took, boolean byPolicy, boolean json) {
        if (!json) {
            refused.forEach(to::println);
            if (bad > refused.size()) {
                to.printf("  %s more; --json lists all of them.%n", Count.of(bad - refused.size(), "file"));
            }
            if (bad > 0) {
                to.println();
            }
        }
        Table table = new Table("verdict", "files");
        counts.forEach((name, count) -> table.add(name, count));
        to.print(table);
        long files = counts.values().stream().mapToLong(Long::longValue).sum();
        to.printf(
                "  %s in %s; longest: %s%n",
                Count.of(files, "file"),
                seconds(took),
                slowest.stream().map(Took::toString).collect(Collectors.joining(", ")));
        if (development) {
            to.println(VerdictText.DEVELOPMENT);
        }
        if (!byPolicy) {
            to.println(
                    "  No policy given: who signed was not checked. For verdicts, give the keys that you trust with --policy FILE.");
        }
        to.flush();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
