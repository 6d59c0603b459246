package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.RowFormat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches which files lie in a folder, and which of them are finished. One thread. */
public final class Arrivals {

    private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);

    /**
     * Which files count.
     *
     * @param path a folder, or one file
     * @param names which names belong to the dataset
     * @param format a format's name, or {@code auto}
     * @param ignoredSuffixes ends of names of files that are still being written
     * @param quietMs how long a finished file has not changed
     * @param followLinks whether symbolic links are followed
     */
    public record Rules(
            Path path,
            PathMatcher names,
            String format,
            List<String> ignoredSuffixes,
            long quietMs,
            boolean followLinks) {
        public Rules {
            ignoredSuffixes = List.copyOf(ignoredSuffixes);
        }

        /** The defaults of a connector; an empty pattern is any name. */
        public static Rules of(Path path, String pattern, String format, boolean followLinks) {
            FolderConfig defaults = new FolderConfig(Map.of(
                    "path",
                    path.toString(),
                    "pattern",
                    pattern.isEmpty() ? "*" : pattern,
                    FolderConfig.FORMAT,
                    format,
                    FolderConfig.FOLLOW_SYMLINKS,
                    String.valueOf(followLinks),
                    "dataset",
                    "any.example/any",
                    "key.columns",
                    "any"));
            return defaults.rules();
        }

        /** How the file of a name is written; empty when the file does not count. */
        public Optional<RowFormat> formatOf(String name) {
            return isMeant(name) ? format(name) : Optional.empty();
        }

        private Optional<RowFormat> format(String name) {
            return format.equals(FolderConfig.BY_NAME)
                    ? RowFormat.ofFileName(name)
                    : Optional.of(RowFormat.named(format));
        }

        /** Whether the file of a name would count if its name indicated a format. */
        public boolean isOfUnknownFormat(String name) {
            return isMeant(name) && format(name).isEmpty();
        }

        private boolean isMeant(String name) {
            return !name.startsWith(".")
                    && !name.startsWith("_")
                    && ignoredSuffixes.stream().noneMatch(name::endsWith)
                    && names.matches(Path.of(name));
        }
    }

    /** What the file system says about a file; another look means another content may be in it. */
    record Look(long size, long modified, @Nullable Object key) {
        /** @param followLinks whether a link is looked through; else it looks like no file that was there before */
        static Look at(Path file, boolean followLinks) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, links(followLinks));
            return new Look(now.size(), now.lastModifiedTime().toMillis(), now.fileKey());
        }

        /** Whether the name is another file's now; false when the file system can't say. */
        boolean isAnotherFileThan(Look other) {
            return key != null && other.key != null && !key.equals(other.key);
        }
    }

    /** A finished file. */
    record Arrival(Path path, RowFormat format, Look look, boolean followLinks) {

        /** How it looks now. */
        Look now() throws IOException {
            return Look.at(path, followLinks);
        }

        String name() {
            return String.valueOf(path.getFileName());
        }
    }

    private static final Comparator<Path> BY_NAME = Comparator.comparing(path -> String.valueOf(path.getFileName()));

    private record Seen(Look look, long since) {}

    private final Rules rules;
    private final Clock clock;
    private final Map<String, Look> settled = new HashMap<>();
    private final Map<String, Seen> waiting = new HashMap<>();
    private final Set<String> passedOver = new HashSet<>();
    private Iterator<Path> round = Collections.emptyIterator();
    private @Nullable Path place;

    Arrivals(Rules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * The next finished file that is not settled as it is now; null when there is none. The folder is listed once per round: its files
     * come by name, and one that arrives meanwhile comes in the next round.
     */
    @Nullable Arrival next() throws IOException {
        requireSamePlace();
        Arrival rest = nextOfRound();
        if (rest != null) {
            return rest;
        }
        List<Path> files = list(rules);
        Set<String> names = names(files);
        settled.keySet().retainAll(names);
        waiting.keySet().retainAll(names);
        round = files.iterator();
        return nextOfRound();
    }

    private @Nullable Arrival nextOfRound() throws IOException {
        while (round.hasNext()) {
            Path file = round.next();
            String name = String.valueOf(file.getFileName());
            Optional<RowFormat> format = rules.formatOf(name);
            if (format.isEmpty()) {
                sayPassedOver(file, name);
                continue;
            }
            try {
                Look look = Look.at(file, rules.followLinks());
                if (!look.equals(settled.get(name)) && finished(name, look)) {
                    return new Arrival(file, format.get(), look, rules.followLinks());
                }
            } catch (NoSuchFileException e) {
                LOG.atDebug().addKeyValue("file", name).log("A file went while the folder was read");
            }
        }
        return null;
    }

    /** A folder on the way to the files may have been swapped for a link. */
    private void requireSamePlace() throws IOException {
        if (rules.followLinks() || !Files.exists(rules.path())) {
            return;
        }
        Path now = rules.path().toRealPath();
        Path before = place;
        place = before == null ? now : before;
        if (before != null && !before.equals(now)) {
            throw new ConnectException(rules.path() + ": leads to " + now + " now, and led to " + before
                    + " when the connector started. Put the folder back, or set " + FolderConfig.FOLLOW_SYMLINKS
                    + "=true if that is what you want");
        }
    }

    private boolean finished(String name, Look look) {
        Seen before = waiting.get(name);
        long now = clock.millis();
        if (before == null || !before.look().equals(look)) {
            waiting.put(name, new Seen(look, now));
            return now - look.modified() >= rules.quietMs();
        }
        return now - look.modified() >= rules.quietMs() || now - before.since() >= rules.quietMs();
    }

    /** Whether a content lies in the folder under any name. */
    boolean holds(String hash, long size) throws IOException {
        for (Path file : list(rules)) {
            try {
                if (Files.size(file) == size
                        && ContentHash.of(file, 0, size).whole().equals(hash)) {
                    return true;
                }
            } catch (NoSuchFileException e) {
                LOG.atDebug().addKeyValue("file", file).log("A file went while the folder was read");
            }
        }
        return false;
    }

    /** Says that a file needs nothing more until it changes. */
    void settle(Arrival arrival) {
        settled.put(arrival.name(), arrival.look());
        waiting.remove(arrival.name());
    }

    private void sayPassedOver(Path file, String name) {
        if (rules.isOfUnknownFormat(name) && passedOver.add(name)) {
            LOG.atWarn().addKeyValue("file", file).log("The file is skipped: its name indicates no format");
        }
    }

    private static Set<String> names(List<Path> files) {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        return names;
    }

    /**
     * All regular files that the rules' path matches, ordered by name, whether they count or not.
     *
     * @throws ConnectException when the path is not there
     */
    public static List<Path> list(Rules rules) throws IOException {
        LinkOption[] links = links(rules.followLinks());
        if (Files.isRegularFile(rules.path(), links)) {
            return List.of(rules.path());
        }
        if (!rules.followLinks() && Files.isSymbolicLink(rules.path())) {
            throw new ConnectException(rules.path() + ": is a symbolic link, to "
                    + Files.readSymbolicLink(rules.path()) + ". Name the file or folder itself, or set "
                    + FolderConfig.FOLLOW_SYMLINKS + "=true (publish: --follow-symlinks)");
        }
        if (!Files.isDirectory(rules.path())) {
            throw new ConnectException(rules.path() + ": no such folder or file on the Connect worker's machine");
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(rules.path())) {
            for (Path file : all) {
                if (Files.isRegularFile(file, links)) {
                    files.add(file);
                }
            }
        }
        files.sort(BY_NAME);
        return files;
    }

    /**
     * The symbolic links in the folder that are not followed, ordered by name.
     *
     * @throws ConnectException when the path is not there
     */
    public static List<Path> unfollowed(Rules rules) throws IOException {
        if (rules.followLinks() || !Files.isDirectory(rules.path(), LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(rules.path())) {
            return all.filter(Files::isSymbolicLink).sorted(BY_NAME).toList();
        }
    }

    private static LinkOption[] links(boolean follow) {
        return follow ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }
}
