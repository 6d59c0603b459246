package io.tombolo.ledger.wire;

import io.tombolo.ledger.LogKeyRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dataset's log keys as a ledger answers them: a line {@code <from> <until, or -> <key>} each, milliseconds since 1970. */
public final class LogKeyText {
    private static final String OPEN = "-";

    private LogKeyText() {}

    public static String encode(List<LogKeyRange> ranges) {
        StringBuilder text = new StringBuilder();
        for (LogKeyRange range : ranges) {
            text.append(range.from().toEpochMilli()).append(' ');
            text.append(range.until()
                            .map(until -> Long.toString(until.toEpochMilli()))
                            .orElse(OPEN))
                    .append(' ')
                    .append(range.logKey())
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static List<LogKeyRange> decode(String text) {
        List<LogKeyRange> ranges = new ArrayList<>();
        Lines lines = new Lines(text);
        while (!lines.atEnd()) {
            String line = lines.next("log key");
            String[] words = line.split(" ", -1);
            if (words.length != 3) {
                throw new IllegalArgumentException("log key: '" + Lines.shortened(line) + "'");
            }
            Optional<Instant> until = words[1].equals(OPEN) ? Optional.empty() : Optional.of(instant(words[1]));
            ranges.add(new LogKeyRange(words[2], instant(words[0]), until));
        }
        return List.copyOf(ranges);
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Lines.number(millis, "time of a log key"));
    }
}
