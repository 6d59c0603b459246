package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Offsets as users list them: {@code 7}, {@code 3..40}, {@code 3..40,77}.
 *
 * @param all every one of them
 * @param alone those that were named by themselves, so that there must be a record; in a run Kafka itself uses up some
 */
record Offsets(SortedSet<Long> all, Set<Long> alone) {
    /** As many as one evidence file of several records is asked to hold from here; each costs a request. */
    static final int LIMIT = 10_000;

    private static final Pattern RUN = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    static Offsets parse(String text) {
        TreeSet<Long> all = new TreeSet<>();
        Set<Long> alone = new HashSet<>();
        for (String run : text.split(",", -1)) {
            Matcher matcher = RUN.matcher(run.strip());
            if (!matcher.matches()) {
                throw new CommandException("--offsets " + text + ": '" + run + "' must be as 7 or 3..40");
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (last < first || last - first >= LIMIT || all.size() + last - first >= LIMIT) {
                throw new CommandException(
                        "--offsets " + text + ": " + run + " must ascend, and all together be at most " + LIMIT);
            }
            if (matcher.group(2) == null) {
                alone.add(first);
            }
            for (long offset = first; offset <= last; offset++) {
                all.add(offset);
            }
        }
        return new Offsets(all, alone);
    }

    /** At each of these there is a record. */
    static Offsets of(SortedSet<Long> records) {
        return new Offsets(records, records);
    }
}
