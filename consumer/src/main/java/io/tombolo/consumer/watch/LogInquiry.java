package io.tombolo.consumer.watch;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.consumer.usage.VerifiedLeaves;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TileException;
import io.tombolo.verification.head.AnchorCheck;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.stream.LogUnavailableException;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the read side about one partition's log: where the reading began in it, what was sealed and anchored since, and whether what a
 * group was given earlier is in it. For the asking thread alone.
 */
final class LogInquiry {
    private static final int REMEMBERED_FINDINGS = 1000;

    private final Supplier<LogHeads> log;
    private final long start;
    private final Optional<TreeHead> remembered;
    private final boolean onlyBack;
    private final Set<Finding> told = new HashSet<>();
    private final Set<AnchorCheck.Why> ignored = EnumSet.noneOf(AnchorCheck.Why.class);
    private final LaterHeads ahead = new LaterHeads();
    private @Nullable LogHeads heads;
    private @Nullable Place lastPlace;
    private volatile Optional<String> refused = Optional.empty();
    private boolean begun;
    private boolean rememberedHolds;
    private volatile List<UncomparedRange> stretches;

    /**
     * An inquiry for a reading that begins at an offset.
     *
     * @param log finds the partition's log; asked again if the read side was silent
     * @param remembered the head that an earlier run had compared last
     * @param stretches what was delivered earlier and never compared
     */
    public LogInquiry(
            Supplier<LogHeads> log, long start, Optional<TreeHead> remembered, List<UncomparedRange> stretches) {
        this(log, start, remembered, stretches, false);
    }

    private LogInquiry(
            Supplier<LogHeads> log,
            long start,
            Optional<TreeHead> remembered,
            List<UncomparedRange> stretches,
            boolean onlyBack) {
        this.log = log;
        this.start = start;
        this.remembered = remembered;
        this.stretches = List.copyOf(stretches);
        this.onlyBack = onlyBack;
        this.begun = onlyBack;
        this.rememberedHolds = remembered.isEmpty();
    }

    /** An inquiry about what was delivered, when nothing more is read. */
    public static LogInquiry lookingBack(Supplier<LogHeads> log, UncomparedRange stretch) {
        return new LogInquiry(log, 0, Optional.empty(), List.of(stretch), true);
    }

    /** What was delivered earlier and can't be compared yet, because the log is not sealed behind it. For any thread. */
    public List<UncomparedRange> open() {
        return stretches;
    }

    /**
     * What is new.
     *
     * @param place up to where the partition was read; if that did not change since the last asking, what heads further on say about
     *     it belongs to the news
     */
    public LogUpdate ask(Place place) {
        boolean stands = place.equals(lastPlace);
        lastPlace = place;
        return hear(heard -> {
            begin(heard);
            if (begun && !onlyBack) {
                logHeads().next(heard::head, heard.findings::add);
                heard.ignored = newlyIgnored(logHeads());
                if (stands) {
                    lookAhead(place, heard);
                }
            }
        });
    }

    /** What heads further on that are known already say about the place up to which the partition was read. */
    public LogUpdate askAbout(Place place) {
        return hear(heard -> {
            if (begun && !onlyBack) {
                lookAhead(place, heard);
            }
        });
    }

    /**
     * What the last question says about the access: an empty text when it was answered, the reason when it was refused; nothing when
     * there was no answer.
     */
    public Optional<String> refused() {
        return refused;
    }

    private final class Heard {
        private final List<Finding> findings = new ArrayList<>();
        private final List<SignedHead> heads = new ArrayList<>();
        private final List<VerifiedLeaves> lookedBack = new ArrayList<>();
        private Optional<LogUpdate.Start> start = Optional.empty();
        private Optional<String> ignored = Optional.empty();

        private void head(SignedHead head) {
            ahead.learn(head);
            heads.add(head);
        }
    }

    private LogUpdate hear(Consumer<Heard> asking) {
        Heard heard = new Heard();
        Optional<String> delayed;
        try {
            asking.accept(heard);
            delayed = heard.ignored;
            refused = Optional.of("");
        } catch (TileException e) {
            delayed = Optional.of(String.valueOf(e.getMessage()));
            if (e.reason() == TileException.Reason.NOT_IN_TREE) {
                String detail = "the read side's tiles: " + e.getMessage();
                heard.findings.add(new Finding(Refusal.ALTERED, origin(), Finding.NONE, Finding.NONE, detail));
            }
        } catch (ReadSideException | LogUnavailableException | IllegalArgumentException e) {
            refused = Optional.of(String.valueOf(e.getMessage()))
                    .filter(why -> e instanceof ReadSideException away && away.isRefused());
            // An entry in no known form is an argument that nobody takes: the read side's word, and not more.
            delayed = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // What came before it was heard, and the next inquiry runs.
            delayed = Optional.of("what the read side answered could not be taken: " + e);
        }
        return new LogUpdate(heard.start, heard.heads, once(heard.findings), delayed, heard.lookedBack);
    }

    private void begin(Heard heard) {
        LogHeads known = logHeads();
        Optional<LeavesByOffset> newest = needsNewest()
                ? known.newest(heard.findings::add).map(head -> new LeavesByOffset(known.at(head)))
                : Optional.empty();
        newest.ifPresent(leaves -> lookBack(leaves, known.origin(), heard));
        if (!begun && rememberedHolds) {
            heard.start = before(newest).map(range -> new LogUpdate.Start(known.origin(), range, known.entries()));
            heard.start.ifPresent(from -> known.skipTo(from.before().end()));
            begun = heard.start.isPresent();
        }
    }

    private void lookAhead(Place place, Heard heard) {
        if (place.position() > start) {
            ahead.at(place, logHeads(), heard.heads::add);
        }
    }

    private LogHeads logHeads() {
        LogHeads known = heads == null ? log.get() : heads;
        heads = known;
        return known;
    }

    private boolean needsNewest() {
        return !stretches.isEmpty() || !rememberedHolds || (!begun && start > 0);
    }

    private void lookBack(LeavesByOffset leaves, String origin, Heard heard) {
        if (!rememberedHolds
                && leaves.reader().head().size() >= remembered.orElseThrow().size()) {
            TreeHead head = remembered.orElseThrow();
            TreeHead now = leaves.reader().headAt(head.size());
            rememberedHolds = true;
            if (!now.equals(head)) {
                String detail = "size " + head.size() + " had root " + head.root()
                        + " when this group last read it, now it has " + now.root();
                heard.findings.add(new Finding(Refusal.FORKED, origin, head.size() - 1, Finding.NONE, detail));
            }
        }
        List<UncomparedRange> open = new ArrayList<>();
        for (UncomparedRange stretch : stretches) {
            if (leaves.covers(stretch.to())) {
                List<Finding> found = stretch.heldAgainst(leaves, origin);
                heard.findings.addAll(found);
                if (found.isEmpty()) {
                    heard.lookedBack.add(stretch.verified(leaves, origin));
                }
            } else {
                open.add(stretch);
            }
        }
        stretches = List.copyOf(open);
    }

    /** The tree before the leaf at which the reading began; empty as long as that can't be known. */
    private Optional<CompactRange> before(Optional<LeavesByOffset> newest) {
        if (start == 0) {
            return Optional.of(CompactRange.empty());
        }
        // Leaves before the start may be unsealed yet: only a later checkpoint shows how many.
        return newest.filter(leaves -> leaves.covers(start))
                .map(leaves -> leaves.reader().rangeAt(leaves.firstFrom(start)));
    }

    /** Anchors that raise no level are reported once for each reason, so that nobody waits for one without knowing why. */
    private Optional<String> newlyIgnored(LogHeads known) {
        return known.ignored().entrySet().stream()
                .filter(one -> ignored.add(one.getKey()))
                .map(one -> "ignored: " + one.getValue().first())
                .reduce((one, other) -> one + "; " + other);
    }

    private String origin() {
        return heads == null ? "" : heads.origin();
    }

    /** A read side that says the same lie at each asking is refused once. */
    private List<Finding> once(List<Finding> findings) {
        if (told.size() > REMEMBERED_FINDINGS) {
            told.clear();
        }
        return findings.stream().filter(told::add).toList();
    }
}
