package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** {@code consume --from}: where the reading of each partition begins. */
final class ReadFrom {
    private static final String BEGINNING = "beginning";
    private static final String END = "end";
    private static final Pattern OF_ONE = Pattern.compile("(\\d{1,9})=(.*)");
    private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

    private final Map<Integer, String> ofOne;
    private final String ofOthers;

    private ReadFrom(Map<Integer, String> ofOne, String ofOthers) {
        this.ofOne = ofOne;
        this.ofOthers = ofOthers;
    }

    /** {@code WHERE} for all partitions and {@code PARTITION=WHERE} for one; without any, the beginning. */
    static ReadFrom parse(List<String> given) {
        Map<Integer, String> ofOne = new TreeMap<>();
        @Nullable String ofOthers = null;
        for (String one : given) {
            Matcher named = OF_ONE.matcher(one);
            boolean isNamed = named.matches();
            String where = isNamed ? named.group(2) : one;
            if (!BEGINNING.equals(where) && !END.equals(where) && !isOffset(where) && time(where) == null) {
                throw new CommandException(
                        "--from " + one + ": '" + where + "' must be " + BEGINNING + ", " + END
                                + ", an offset as 4711, or a time as 2026-11-30T08:00:00Z or 2026-11-30; PARTITION=WHERE is for one partition");
            }
            @Nullable String before = isNamed ? ofOne.put(Integer.parseInt(named.group(1)), where) : ofOthers;
            if (before != null) {
                throw new CommandException("--from " + one + ": is given again, after " + before);
            }
            ofOthers = isNamed ? ofOthers : where;
        }
        return new ReadFrom(ofOne, ofOthers == null ? BEGINNING : ofOthers);
    }

    private static boolean isOffset(String where) {
        return OFFSET.matcher(where).matches();
    }

    private static @Nullable Instant time(String where) {
        try {
            return where.length() == "2026-11-30".length()
                    ? LocalDate.parse(where).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(where).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * Moves a consumer there.
     *
     * @return what is skipped, for people; empty if all partitions are read from their beginning
     * @throws CommandException for a partition or an offset that the topic does not have
     */
    String seek(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        for (int partition : ofOne.keySet()) {
            if (partition >= partitions.size()) {
                throw new CommandException("--from " + partition + "=" + ofOne.get(partition)
                        + ": the dataset has partitions 0 to " + (partitions.size() - 1));
            }
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> skipped = new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
        for (TopicPartition at : partitions) {
            String where = ofOne.getOrDefault(at.partition(), ofOthers);
            long begin = begins.getOrDefault(at, 0L);
            long end = ends.getOrDefault(at, 0L);
            if (where.equals(BEGINNING)) {
                consumer.seekToBeginning(List.of(at));
                continue;
            }
            long offset = where.equals(END)
                    ? end
                    : isOffset(where) ? Long.parseLong(where) : atTime(consumer, at, where, end);
            if (offset < begin || offset > end) {
                throw new CommandException("--from " + where + ": partition " + at.partition()
                        + " has the offsets from " + begin + " to " + (end - 1) + "; its end is " + end);
            }
            consumer.seek(at, offset);
            if (offset > 0) {
                skipped.put(at, offset);
            }
        }
        return skipped.entrySet().stream()
                .map(one -> "partition " + one.getKey().partition() + " before offset " + one.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The first record of that time or later; the end if there is none yet. */
    private static long atTime(Consumer<?, ?> consumer, TopicPartition at, String where, long end) {
        Instant time = time(where);
        Map<TopicPartition, Long> asked = new HashMap<>();
        asked.put(at, time == null ? 0L : time.toEpochMilli());
        @Nullable OffsetAndTimestamp found = consumer.offsetsForTimes(asked).get(at);
        return found == null ? end : Math.min(found.offset(), end);
    }
}
