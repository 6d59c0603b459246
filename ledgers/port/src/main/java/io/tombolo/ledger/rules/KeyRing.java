package io.tombolo.ledger.rules;

import io.tombolo.ledger.LogKeyRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dataset's log keys in the order in which they take over. As the ledger keeps it: the first key, then for each later one a
 * line {@code <milliseconds since 1970> <key>}. So a dataset whose key never changed is its key, as it was before keys could.
 */
final class KeyRing {
    private final List<LogKeyRange> ranges;

    private KeyRing(List<LogKeyRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    static KeyRing of(String logKey) {
        return new KeyRing(List.of(new LogKeyRange(logKey, Instant.EPOCH, Optional.empty())));
    }

    static KeyRing decode(String text) {
        List<String> lines = text.lines().toList();
        KeyRing ring = of(lines.get(0));
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            ring = ring.with(line.substring(space + 1), Instant.ofEpochMilli(Long.parseLong(line.substring(0, space))));
        }
        return ring;
    }

    String encode() {
        StringBuilder text = new StringBuilder(ranges.get(0).logKey());
        for (LogKeyRange range : ranges.subList(1, ranges.size())) {
            text.append('\n').append(range.from().toEpochMilli()).append(' ').append(range.logKey());
        }
        return text.toString();
    }

    /** The newest key ends where this one begins. */
    KeyRing with(String logKey, Instant from) {
        List<LogKeyRange> more = new ArrayList<>(ranges);
        LogKeyRange last = newest();
        more.set(more.size() - 1, new LogKeyRange(last.logKey(), last.from(), Optional.of(from)));
        more.add(new LogKeyRange(logKey, from, Optional.empty()));
        return new KeyRing(more);
    }

    LogKeyRange newest() {
        return ranges.get(ranges.size() - 1);
    }

    Optional<LogKeyRange> find(String logKey) {
        return ranges.stream().filter(range -> range.logKey().equals(logKey)).findFirst();
    }

    List<LogKeyRange> ranges() {
        return ranges;
    }
}
