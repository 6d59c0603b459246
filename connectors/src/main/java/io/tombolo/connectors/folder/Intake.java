package io.tombolo.connectors.folder;

import io.tombolo.connectors.folder.ContentProgress.End;
import io.tombolo.connectors.folder.FileNote.Event;
import io.tombolo.connectors.format.Layout;
import io.tombolo.connectors.format.Reason;
import io.tombolo.connectors.format.RowCursor;
import io.tombolo.connectors.format.SourceFile;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.source.RejectedStruct;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what happens to each file that arrives: shared from its start, from where it was left, or not again. One thread. */
final class Intake implements Supply {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** In a source offset and a note, which are records of Kafka too. */
    private static final int LONGEST_COLUMNS = 200_000;

    private final FolderConfig config;
    private final Function<Map<String, String>, @Nullable Map<String, Object>> committed;
    private final Clock clock;
    private final Arrivals.Rules rules;
    private final Arrivals arrivals;
    private final Map<String, ContentProgress> contents = new HashMap<>();
    private final Map<String, NamedContent> names = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final KnownColumns known;

    /**
     * @param committed the source offset of a partition, or null
     * @throws ConnectException when the folder is not there, or can't be read
     */
    Intake(FolderConfig config, Function<Map<String, String>, @Nullable Map<String, Object>> committed, Clock clock) {
        this.rules = config.rules();
        try {
            Arrivals.list(rules);
        } catch (IOException e) {
            throw new ConnectException(config.path() + ": can't be read: " + e.getMessage(), e);
        }
        this.config = config;
        this.committed = committed;
        this.clock = clock;
        this.arrivals = new Arrivals(rules, clock);
        this.known = KnownColumns.of(committed, config.names());
    }

    @Override
    public Path path() {
        return config.path();
    }

    @Override
    public long waitMs() {
        return config.scanMs();
    }

    /** Notes about symbolic links that are not followed, each once for what it leads to. */
    @Override
    public List<SourceRecord> notes() throws IOException {
        List<SourceRecord> notes = new ArrayList<>();
        for (Path link : Arrivals.unfollowed(rules)) {
            String name = String.valueOf(link.getFileName());
            String target = target(link);
            if (target.equals(links.get(name))) {
                continue;
            }
            links.put(name, target);
            Map<String, String> partition = Map.of("link", name);
            Map<String, Object> before = committed.apply(partition);
            if (before != null && target.equals(before.get("target"))) {
                continue;
            }
            LOG.atWarn()
                    .addKeyValue("link", link)
                    .log("A symbolic link is not followed; follow.symlinks=true follows those in the folder");
            notes.add(
                    note(partition, Map.of("target", target), FileNote.link(config.dataset(), name, clock.instant())));
        }
        return notes;
    }

    private static String target(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (NoSuchFileException | NotLinkException e) {
            return "";
        }
    }

    @Override
    public @Nullable TakenFile next() throws IOException {
        while (true) {
            Arrivals.Arrival arrival = arrivals.next();
            if (arrival == null) {
                return null;
            }
            TakenFile taken = take(arrival);
            if (taken != null) {
                return taken;
            }
        }
    }

    private @Nullable TakenFile take(Arrivals.Arrival arrival) throws IOException {
        NamedContent before = named(arrival.name());
        ContentHash.Hashes hashes;
        long size = arrival.look().size();
        try {
            long start = before == null || before.size() > size ? 0 : before.size();
            hashes = ContentHash.of(arrival.path(), start, size);
            if (!isStill(arrival)) {
                return null;
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // Not a content of which anything is known: it is refused under no hash, and looked at again when it
            // changes.
            return isStill(arrival)
                    ? new TakenFile(
                            arrival,
                            "",
                            new Refusing("can't be read: " + Reason.of(e), RowCursor.Mark.START),
                            ContentProgress.begun(arrival.name(), size))
                    : null;
        }
        ContentProgress progress = content(hashes.whole());
        if (progress != null && progress.settled()) {
            LOG.atInfo().addKeyValue("file", arrival.path()).log("The file's content has been shared already");
            arrivals.settle(arrival);
            return null;
        }
        ContentProgress from = progress == null ? origin(arrival, before, hashes) : progress;
        List<Column> columnsBefore = known.columns();
        TakenFile taken = open(arrival, hashes.whole(), from, progress == null);
        if (!isStill(arrival)) {
            // What is open may not be what was hashed: the next look decides.
            known.set(columnsBefore);
            taken.close();
            return null;
        }
        LOG.atInfo()
                .addKeyValue("file", arrival.path())
                .addKeyValue("rows", from.rows())
                .log("Sharing the file from here on");
        if (before == null || !before.hash().equals(hashes.whole())) {
            NamedContent now = new NamedContent(hashes.whole(), size);
            names.put(arrival.name(), now);
            taken.notes()
                    .addFirst(note(
                            NamedContent.partition(arrival.name()),
                            now.toOffset(),
                            FileNote.of(
                                    config.dataset(),
                                    Event.BEGUN,
                                    arrival.format(),
                                    hashes.whole(),
                                    from,
                                    clock.instant())));
        }
        return taken;
    }

    private static boolean isStill(Arrivals.Arrival arrival) throws IOException {
        try {
            return arrival.now().equals(arrival.look());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Where a content begins that has never been seen: at its start, or behind what it grew from. */
    private ContentProgress origin(Arrivals.Arrival arrival, @Nullable NamedContent before, ContentHash.Hashes hashes)
            throws IOException {
        long size = arrival.look().size();
        if (before == null) {
            return ContentProgress.begun(arrival.name(), size);
        }
        ContentProgress old = content(before.hash());
        if (before.size() <= size && hashes.start().equals(before.hash())) {
            return old == null ? ContentProgress.begun(arrival.name(), size) : old.grownTo(arrival.name(), size);
        }
        if (old != null && old.end() == End.OPEN && old.rows() > 0 && !arrivals.holds(before.hash(), before.size())) {
            throw new ConnectException(arrival.path() + ": was changed or replaced after " + old.rows()
                    + " of its rows had been shared. Put the file back as it was, and what is new under another name");
        }
        return ContentProgress.begun(arrival.name(), size);
    }

    private TakenFile open(Arrivals.Arrival arrival, String hash, ContentProgress from, boolean fresh)
            throws IOException {
        SourceFile file = new SourceFile(arrival.path(), arrival.look().size());
        Layout layout = config.layout().with(known.names());
        List<SourceRecord> notes = new ArrayList<>();
        RowCursor rows;
        try {
            if (arrival.format().needsColumns() && config.infers()) {
                layout = layout.with(fresh ? found(arrival, file, hash, from, layout, notes) : known.columns());
            }
            if (fresh && !config.infers()) {
                arrival.format().verify(file, layout);
            }
            rows = arrival.format().open(file, layout, from.mark());
        } catch (RuntimeException | IOException e) {
            rows = new Refusing(Reason.of(e), from.mark());
        }
        TakenFile taken = new TakenFile(arrival, hash, rows, from);
        taken.notes().addAll(notes);
        return taken;
    }

    /** The dataset's columns and those that a file adds to them. A column keeps its first type. */
    private List<Column> found(
            Arrivals.Arrival arrival,
            SourceFile file,
            String hash,
            ContentProgress from,
            Layout layout,
            List<SourceRecord> notes)
            throws IOException {
        List<Column> all = new ArrayList<>(known.columns());
        for (Column column : arrival.format().columns(file, layout)) {
            if (known.columns().stream().noneMatch(one -> one.name().equals(column.name()))) {
                all.add(column);
            }
        }
        if (all.size() > known.columns().size()) {
            int length = Column.spec(all).length();
            if (length > LONGEST_COLUMNS) {
                throw new ConnectException(file.name() + ": names and types of the dataset's columns take " + length
                        + " characters, limit " + LONGEST_COLUMNS);
            }
            known.set(all);
            Struct said = FileNote.of(config.dataset(), Event.COLUMNS, arrival.format(), hash, from, clock.instant())
                    .put("columns", Column.spec(all));
            // It has the names too.
            known.names().grew();
            notes.add(note(KnownColumns.PARTITION, known.toOffset(), said));
        }
        return all;
    }

    /** Appends a note with the names by which columns are known, when they are more than before. */
    @Override
    public List<SourceRecord> sealed(TakenFile file, List<SourceRecord> batch) {
        if (!known.names().grew()) {
            return batch;
        }
        Struct said = FileNote.of(
                config.dataset(),
                Event.COLUMNS,
                file.arrival().format(),
                file.hash(),
                file.progress(),
                clock.instant());
        List<SourceRecord> more = new ArrayList<>(batch);
        more.add(note(KnownColumns.PARTITION, known.toOffset(), said));
        return more;
    }

    @Override
    public List<SourceRecord> shared(TakenFile file) throws IOException {
        file.requireUnchanged();
        ContentProgress progress = file.progress().ended();
        return List.of(ended(file, progress, progress.end() == End.SHARED ? Event.SHARED : Event.REFUSED));
    }

    @Override
    public List<SourceRecord> refused(TakenFile file, String why) {
        if (config.stopOnBadRow()) {
            throw new ConnectException(file.arrival().path() + ": " + why + "; fix or move the file, or set "
                    + FolderConfig.ON_BAD_ROW + "=reject");
        }
        SourceRecord end = ended(file, file.progress().refusedWhole(), Event.REFUSED);
        Struct said = RejectedStruct.ofFile(
                config.dataset(),
                file.arrival().path().toString(),
                file.progress().mark().number(),
                "BAD_FILE",
                why,
                ByteBuffer.allocate(0),
                clock.instant());
        return List.of(
                new SourceRecord(
                        end.sourcePartition(),
                        end.sourceOffset(),
                        config.rejectedTopic(),
                        null,
                        Schema.STRING_SCHEMA,
                        config.dataset().toString(),
                        RejectedStruct.SCHEMA,
                        said),
                end);
    }

    private SourceRecord ended(TakenFile file, ContentProgress progress, Event event) {
        contents.put(file.hash(), progress);
        arrivals.settle(file.arrival());
        LOG.atInfo()
                .addKeyValue("file", file.arrival().path())
                .addKeyValue("rows", progress.rows())
                .addKeyValue("rejected", progress.rejected())
                .log(event == Event.SHARED ? "Shared the file to its end" : "Refused the file, or a part of it");
        return note(
                ContentProgress.partition(file.hash()),
                progress.toOffset(),
                FileNote.of(config.dataset(), event, file.arrival().format(), file.hash(), progress, clock.instant()));
    }

    private SourceRecord note(Map<String, String> partition, Map<String, ?> offset, Struct note) {
        return new SourceRecord(
                partition,
                offset,
                config.filesTopic(),
                null,
                Schema.STRING_SCHEMA,
                config.dataset().toString(),
                FileNote.SCHEMA,
                note);
    }

    private @Nullable ContentProgress content(String hash) {
        ContentProgress known = contents.get(hash);
        return known == null ? ContentProgress.of(committed.apply(ContentProgress.partition(hash))) : known;
    }

    private @Nullable NamedContent named(String name) {
        NamedContent known = names.get(name);
        return known == null ? NamedContent.of(committed.apply(NamedContent.partition(name))) : known;
    }
}
