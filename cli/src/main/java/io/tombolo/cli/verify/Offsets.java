package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Offsets as users list them: {@code 7}, {@code 3..40}, {@code 3..40,77}. */
final class Offsets {
    /** As many as one evidence file of several records is asked to hold from here; each costs a request. */
    static final int LIMIT = 10_000;

    private static final Pattern RUN = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

    private Offsets() {}

    static Set<Long> parse(String text) {
        TreeSet<Long> offsets = new TreeSet<>();
        for (String run : text.split(",", -1)) {
            Matcher matcher = RUN.matcher(run.strip());
            if (!matcher.matches()) {
                throw new CommandException("--offsets " + text + ": '" + run + "' must be as 7 or 3..40");
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (last < first || last - first >= LIMIT || offsets.size() + last - first >= LIMIT) {
                throw new CommandException(
                        "--offsets " + text + ": " + run + " must ascend, and all together be at most " + LIMIT);
            }
            for (long offset = first; offset <= last; offset++) {
                offsets.add(offset);
            }
        }
        return offsets;
    }
}
