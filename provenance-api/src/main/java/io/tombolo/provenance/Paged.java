package io.tombolo.provenance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies of lists: the lines under a name of their own, and {@code next}, which the client gives as {@code after} for the next page. */
final class Paged {
    static final int MOST = 1000;
    private static final int LINES = 50;

    private Paged() {}

    /** A list that is made whole for every answer; {@code after} is how many lines are skipped. */
    static Map<String, Object> of(String name, List<?> all, Ask ask) {
        int limit = ask.limit(LINES, MOST);
        int from = (int) Math.min(all.size(), ask.after().orElse(0));
        int to = (int) Math.min(all.size(), (long) from + limit);
        Map<String, Object> body = of(name, all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
        body.put("total", all.size());
        return body;
    }

    static Map<String, Object> of(String name, List<?> lines, @Nullable Object next) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(name, lines);
        body.put("next", next == null ? null : next.toString());
        return body;
    }

    static int limit(Ask ask) {
        return ask.limit(LINES, MOST);
    }
}
