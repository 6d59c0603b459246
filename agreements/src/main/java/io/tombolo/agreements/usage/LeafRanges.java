package io.tombolo.agreements.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Leaves of one log, as ranges that neither meet nor overlap. */
final class LeafRanges {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** From one leaf to the one behind the last. */
    record Range(long from, long to) {
        @Override
        public String toString() {
            return from + "-" + to;
        }
    }

    /** Adds leaves; which of them were there before. */
    List<Range> add(long from, long to) {
        List<Range> before = new ArrayList<>();
        long begin = from;
        long end = to;
        Map.Entry<Long, Long> one = ends.floorEntry(to);
        while (one != null && one.getValue() >= from) {
            if (Math.max(one.getKey(), from) < Math.min(one.getValue(), to)) {
                before.add(0, new Range(Math.max(one.getKey(), from), Math.min(one.getValue(), to)));
            }
            begin = Math.min(begin, one.getKey());
            end = Math.max(end, one.getValue());
            ends.remove(one.getKey());
            one = ends.floorEntry(to);
        }
        ends.put(begin, end);
        return before;
    }

    List<Range> all() {
        return ends.entrySet().stream()
                .map(one -> new Range(one.getKey(), one.getValue()))
                .toList();
    }

    /** What lies between them. */
    List<Range> holes() {
        List<Range> holes = new ArrayList<>();
        long behind = -1;
        for (Range one : all()) {
            if (behind >= 0) {
                holes.add(new Range(behind, one.from()));
            }
            behind = one.to();
        }
        return holes;
    }
}
