package io.tombolo.verification.trust;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many of which ledgers must confirm a head for it to be cross-anchored. */
public sealed interface CrossAnchoring {
    /** What it takes if a policy does not say. */
    CrossAnchoring TWO = new Any(2);

    /**
     * Up to where enough ledgers confirm.
     *
     * @param confirmed up to where each one does, by name; those that are not independent as one
     * @return -1 when too few do
     */
    long upTo(Map<String, Long> confirmed);

    /**
     * So many independent ledgers, whichever.
     *
     * @param ledgers at least 2
     */
    record Any(int ledgers) implements CrossAnchoring {
        public Any {
            if (ledgers < 2) {
                throw new IllegalArgumentException("cross_anchored_ledgers: " + ledgers + ", at least 2");
            }
        }

        @Override
        public long upTo(Map<String, Long> confirmed) {
            return largest(confirmed.values(), ledgers);
        }
    }

    /**
     * So many of these, as in C2SP tlog-policy.
     *
     * @param threshold at least 1, at most as many as there are
     * @param ledgers by name
     * @param groups each counts as one
     */
    record Group(int threshold, List<String> ledgers, List<Group> groups) implements CrossAnchoring {
        public Group {
            ledgers = List.copyOf(ledgers);
            groups = List.copyOf(groups);
            int all = ledgers.size() + groups.size();
            if (threshold < 1 || threshold > all) {
                throw new IllegalArgumentException(
                        "cross_anchored: threshold " + threshold + ", must be 1 to " + all + " (what is in its group)");
            }
        }

        @Override
        public long upTo(Map<String, Long> confirmed) {
            List<Long> each = new ArrayList<>();
            ledgers.forEach(ledger -> each.add(confirmed.getOrDefault(ledger, -1L)));
            groups.forEach(group -> each.add(group.upTo(confirmed)));
            return largest(each, threshold);
        }

        /** The ledgers in this group and in all that are in it. */
        Set<String> all() {
            Set<String> all = new HashSet<>();
            for (String ledger : ledgers) {
                add(ledger, all);
            }
            for (Group group : groups) {
                group.all().forEach(ledger -> add(ledger, all));
            }
            return all;
        }

        private static void add(String ledger, Set<String> all) {
            if (!all.add(ledger)) {
                throw new IllegalArgumentException("cross_anchored: " + ledger + " twice");
            }
        }
    }

    private static long largest(Iterable<Long> each, int rank) {
        List<Long> sorted = new ArrayList<>();
        each.forEach(sorted::add);
        sorted.sort(Comparator.reverseOrder());
        return sorted.size() < rank ? -1 : sorted.get(rank - 1);
    }
}
