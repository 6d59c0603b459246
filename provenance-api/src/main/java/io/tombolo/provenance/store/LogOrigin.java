package io.tombolo.provenance.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one log: {@code organisation/dataset/partition}, and {@code /generation} from 2 on.
 *
 * @param partition 0 to 2^31-1
 * @param generation 1 for a topic's first life; left out of the text then
 */
public record LogOrigin(String organisation, String dataset, int partition, int generation)
        implements Comparable<LogOrigin> {
    /** More than any name the parts accept, and short enough for one file name on every file system. */
    private static final int LONGEST = 200;

    private static final Pattern FORM = Pattern.compile(
            "([a-z0-9][a-z0-9.-]*)/([a-z0-9][a-z0-9_-]*)/(0|[1-9][0-9]{0,8})(?:/([2-9]|[1-9][0-9]{1,8}))?");

    /** Reads the text form; empty for anything else, so that a path from outside never becomes a file name. */
    public static Optional<LogOrigin> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher match = FORM.matcher(text);
        if (!match.matches() || match.group(1).contains("..")) {
            return Optional.empty();
        }
        int generation = match.group(4) == null ? 1 : Integer.parseInt(match.group(4));
        return Optional.of(new LogOrigin(match.group(1), match.group(2), Integer.parseInt(match.group(3)), generation));
    }

    /** {@code organisation/dataset}, as users name a dataset. */
    public String datasetName() {
        return organisation + "/" + dataset;
    }

    /** One folder name, reversible: no part of an origin holds a plus sign. */
    String folder() {
        return toString().replace('/', '+');
    }

    static Optional<LogOrigin> ofFolder(String folder) {
        return parse(folder.replace('+', '/'));
    }

    @Override
    public int compareTo(LogOrigin other) {
        int byName = datasetName().compareTo(other.datasetName());
        if (byName != 0) {
            return byName;
        }
        int byPartition = Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Integer.compare(generation, other.generation);
    }

    @Override
    public String toString() {
        String first = organisation + "/" + dataset + "/" + partition;
        return generation == 1 ? first : first + "/" + generation;
    }
}
