package io.tombolo.protect;

import io.tombolo.schemas.DatasetId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a recipient holds: those that somebody gives, used for as long as that allows and at most {@link #LONGEST}; a bounded number of
 * them, those used last. A group whose keys are withheld is asked for again after half a minute. Safe for use by several threads.
 */
public final class KeyCache implements KeySource {

    /** No key is used for longer without asking again. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /** Keys; one takes about 300 bytes. */
    public static final int KEPT = 50_000;

    /** Ids that one request should have. */
    public static final int AT_ONCE = 1_000;

    static final Duration WITHHELD_FOR = Duration.ofSeconds(30);
    private static final int GROUPS = 1_000;
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private record Name(DatasetId dataset, String group, DataKeyId id) {}

    private record Group(DatasetId dataset, String name) {}

    /** Without an answer it is over, and is asked for again together with others that are. */
    private record Held(@Nullable KeyAnswer answer, long until) {}

    /** Who gives them. */
    public interface Giver {
        /**
         * The keys of some ids.
         *
         * @param wanted ids by group, at least one
         * @return by group; one that is missing is withheld
         * @throws KeysRefusedException when the reader is given no keys of this dataset any more
         * @throws KeyException when nobody can say now
         */
        Map<String, Given> give(DatasetId dataset, Map<String, Set<DataKeyId>> wanted);

        /** Gives these never again, if it is not somebody else who decides that. */
        default void forget(DatasetId dataset, Set<DataKeyId> ids) {}
    }

    /**
     * Keys of one group.
     *
     * @param answers by id; an id that is missing is withheld
     * @param validFor how long they may be used
     */
    public record Given(Map<DataKeyId, KeyAnswer> answers, Duration validFor) {
        public Given {
            answers = Map.copyOf(answers);
        }
    }

    private final Giver giver;
    private final LongSupplier nanos;
    private final LinkedHashMap<Name, Held> held;
    private final Map<Group, Long> withheld = new HashMap<>();
    private final AtomicLong misses = new AtomicLong();
    private long nextSweep;
    private long forgotten;

    public KeyCache(Giver giver) {
        this(giver, KEPT, System::nanoTime);
    }

    /** @param nanos a clock as {@link System#nanoTime} */
    KeyCache(Giver giver, int kept, LongSupplier nanos) {
        this.giver = giver;
        this.nanos = nanos;
        this.nextSweep = nanos.getAsLong() + SWEEP.toNanos();
        this.held = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Name, Held> eldest) {
                return size() > kept;
            }
        };
    }

    @Override
    public KeyAnswer key(DatasetId dataset, String group, DataKeyId id) {
        Name name = new Name(dataset, group, id);
        KeyAnswer known = known(name);
        if (known != null) {
            return known;
        }
        misses.incrementAndGet();
        return got(dataset, Map.of(group, Set.of(id))).getOrDefault(name, KeyAnswer.Absent.WITHHELD);
    }

    /**
     * Gets keys that will be asked for soon, many at once; those that are held already are not got again.
     *
     * @param wanted ids by group
     * @return whether any had to be asked for
     * @throws KeyException as {@link #key}
     */
    public boolean prepare(DatasetId dataset, Map<String, Set<DataKeyId>> wanted) {
        Map<String, Set<DataKeyId>> missing = new HashMap<>();
        wanted.forEach((group, ids) -> {
            for (DataKeyId id : ids) {
                if (known(new Name(dataset, group, id)) == null) {
                    missing.computeIfAbsent(group, any -> new HashSet<>()).add(id);
                }
            }
        });
        if (missing.isEmpty()) {
            return false;
        }
        got(dataset, missing);
        return true;
    }

    private synchronized @Nullable KeyAnswer known(Name name) {
        long now = nanos.getAsLong();
        if (now - nextSweep >= 0) {
            sweep(now);
        }
        Held one = held.get(name);
        if (one != null && one.answer() != null && now - one.until() < 0) {
            return one.answer();
        }
        if (withheld.isEmpty()) {
            return null;
        }
        Long until = withheld.get(new Group(name.dataset(), name.group()));
        return until != null && now - until < 0 ? KeyAnswer.Absent.WITHHELD : null;
    }

    /** Drops every key that is over; its name stays a while, because it is likely to be asked for again. */
    private void sweep(long now) {
        held.values().removeIf(one -> now - one.until() >= LONGEST.toNanos());
        held.replaceAll((name, one) -> now - one.until() < 0 ? one : new Held(null, one.until()));
        withheld.values().removeIf(until -> now - until >= 0);
        nextSweep = now + SWEEP.toNanos();
    }

    /** Those that are wanted, and as many of the others that are over as one request takes, so that keys that end together are got together. */
    private synchronized Map<String, Set<DataKeyId>> withOthers(DatasetId dataset, Map<String, Set<DataKeyId>> wanted) {
        sweep(nanos.getAsLong());
        Map<String, Set<DataKeyId>> all = new HashMap<>();
        wanted.forEach((group, ids) -> all.put(group, new HashSet<>(ids)));
        int[] room = {AT_ONCE - wanted.values().stream().mapToInt(Set::size).sum()};
        held.forEach((name, one) -> {
            if (one.answer() == null && room[0] > 0 && name.dataset().equals(dataset)) {
                room[0]--;
                all.computeIfAbsent(name.group(), any -> new HashSet<>()).add(name.id());
            }
        });
        return all;
    }

    private Map<Name, KeyAnswer> got(DatasetId dataset, Map<String, Set<DataKeyId>> asks) {
        long before = forgotten();
        Map<String, Set<DataKeyId>> wanted = withOthers(dataset, asks);
        long asked = nanos.getAsLong();
        Map<String, Given> given;
        try {
            given = giver.give(dataset, wanted);
        } catch (KeysRefusedException e) {
            forget(dataset);
            throw e;
        }
        return taken(dataset, wanted, given, asked, before);
    }

    private synchronized Map<Name, KeyAnswer> taken(
            DatasetId dataset, Map<String, Set<DataKeyId>> wanted, Map<String, Given> given, long asked, long before) {
        // What was to be forgotten while the answer was on its way may be in it: it is used, and not kept.
        boolean keeps = before == forgotten;
        Map<Name, KeyAnswer> answers = new HashMap<>();
        wanted.forEach((group, ids) -> {
            Given some = given.get(group);
            if (some == null) {
                if (withheld.size() >= GROUPS) {
                    withheld.clear(); // Documents may name groups that nobody has.
                }
                withheld.put(new Group(dataset, group), asked + WITHHELD_FOR.toNanos());
                return;
            }
            Duration valid = some.validFor().compareTo(LONGEST) < 0 ? some.validFor() : LONGEST;
            long until = asked + valid.toNanos();
            for (DataKeyId id : ids) {
                Name name = new Name(dataset, group, id);
                KeyAnswer answer = some.answers().getOrDefault(id, KeyAnswer.Absent.WITHHELD);
                answers.put(name, answer);
                if (keeps) {
                    held.put(name, new Held(answer, until));
                }
            }
        });
        return answers;
    }

    private synchronized long forgotten() {
        return forgotten;
    }

    private synchronized void forget(DatasetId dataset) {
        forgotten++;
        held.keySet().removeIf(name -> name.dataset().equals(dataset));
        withheld.keySet().removeIf(group -> group.dataset().equals(dataset));
    }

    /**
     * Drops keys, as of subjects that were erased.
     *
     * @return how many were held
     */
    public synchronized int forget(DatasetId dataset, Set<DataKeyId> ids) {
        forgotten++;
        giver.forget(dataset, ids);
        int before = size();
        held.keySet().removeIf(name -> name.dataset().equals(dataset) && ids.contains(name.id()));
        return before - size();
    }

    /** Drops every key, as when the agreement ended. */
    public synchronized void forgetAll() {
        forgotten++;
        held.clear();
        withheld.clear();
    }

    /** How often a key had to be asked for alone. */
    public long misses() {
        return misses.get();
    }

    /** How many keys, and answers that there is none, are held. */
    public synchronized int size() {
        return (int) held.values().stream().filter(one -> one.answer() != null).count();
    }
}
