package io.tombolo.provenance;

import java.util.Optional;

/**
 * A path below {@code /log/}: which log, and which of its resources. The origin's own segments are distinguished from the resource by
 * their place and form, so that no name can be taken for another.
 *
 * @param origin what is in the place of a log's origin, not checked
 * @param resource what follows the origin, as {@code checkpoint} or {@code tile/0/x001/067}
 */
record LogPath(String origin, String resource) {
    /** @param path what follows {@code /log/}, as it came: anything but a plain path finds nothing */
    static Optional<LogPath> parse(String path) {
        int end = slash(path, slash(path, slash(path, -1)));
        if (end < 0) {
            return Optional.empty();
        }
        int generationEnd = slash(path, end);
        if (generationEnd > 0 && isNumber(path, end + 1, generationEnd)) {
            end = generationEnd;
        }
        return Optional.of(new LogPath(path.substring(0, end), path.substring(end + 1)));
    }

    /** The next slash after {@code from}, or a negative number once there was none. */
    private static int slash(String path, int from) {
        return from < -1 ? from : nextOr(path, from);
    }

    private static int nextOr(String path, int from) {
        int next = path.indexOf('/', from + 1);
        return next < 0 ? -2 : next;
    }

    private static boolean isNumber(String path, int from, int to) {
        for (int i = from; i < to; i++) {
            if (path.charAt(i) < '0' || path.charAt(i) > '9') {
                return false;
            }
        }
        return to > from;
    }
}
