package io.tombolo.agreements.usage;

import io.tombolo.agreements.Agreement;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.signed.UsageReceipt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One agreement's usage in one month. A leaf counts once, in the minute of its first receipt, whichever month that was.
 */
final class AgreementUsage {
    private static final Comparator<UsageReceipt> ORDER = Comparator.comparing(UsageReceipt::minute)
            .thenComparing(UsageReceipt::origin)
            .thenComparingLong(UsageReceipt::from)
            .thenComparingLong(UsageReceipt::to)
            .thenComparing(UsageReceipt::text);

    private final Agreement agreement;
    private final Map<Origin, LeafRanges> known = new TreeMap<>();
    private final Map<Origin, LeafRanges> read = new TreeMap<>();
    private final Map<Origin, LeafRanges> twice = new TreeMap<>();
    private final Map<Origin, LeafRanges> without = new TreeMap<>();
    private long receipts;
    private long events;
    private long bytes;
    private long bytesStated;
    private long eventsStated;

    private AgreementUsage(Agreement agreement) {
        this.agreement = agreement;
    }

    /** Of all its receipts, in whatever order they came. */
    static AgreementUsage of(Agreement agreement, Collection<UsageReceipt> receipts, Instant from, Instant until) {
        AgreementUsage usage = new AgreementUsage(agreement);
        receipts.stream()
                .filter(one -> one.minute().isBefore(until))
                .distinct()
                .sorted(ORDER)
                .forEach(one -> usage.add(one, !one.minute().isBefore(from)));
        return usage;
    }

    private void add(UsageReceipt one, boolean inMonth) {
        if (!agreement.wasInForce(one.minute(), one.minute().plusSeconds(60))) {
            if (inMonth) {
                ranges(without, one.origin()).add(one.from(), one.to());
            }
            return;
        }
        long leaves = one.to() - one.from();
        long before = 0;
        for (LeafRanges.Range range : ranges(known, one.origin()).add(one.from(), one.to())) {
            before += range.to() - range.from();
            if (inMonth) {
                ranges(twice, one.origin()).add(range.from(), range.to());
            }
        }
        if (inMonth) {
            ranges(read, one.origin()).add(one.from(), one.to());
            receipts++;
            events += Math.min(one.events(), leaves - before);
            bytes += share(one.bytes(), leaves - before, leaves);
            bytesStated += one.bytes();
            eventsStated += one.events();
        }
    }

    private static LeafRanges ranges(Map<Origin, LeafRanges> of, Origin origin) {
        return of.computeIfAbsent(origin, any -> new LeafRanges());
    }

    /** Rounded down. */
    private static long share(long bytes, long part, long whole) {
        return BigInteger.valueOf(bytes)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }

    Agreement agreement() {
        return agreement;
    }

    long receipts() {
        return receipts;
    }

    long events() {
        return events;
    }

    long bytes() {
        return bytes;
    }

    /** Of all receipts, those for leaves that were counted before included. */
    long bytesStated() {
        return bytesStated;
    }

    /** Exact: the price has six decimals at most, so this has twelve. */
    BigDecimal exact() {
        return agreement
                .terms()
                .pricePerMillion()
                .multiply(BigDecimal.valueOf(events))
                .movePointLeft(6);
    }

    /** Rounded once, to two decimals, half up. */
    BigDecimal amount() {
        return exact().setScale(2, RoundingMode.HALF_UP);
    }

    /** As {@link #bytesStated}. */
    long eventsStated() {
        return eventsStated;
    }

    boolean isEmpty() {
        return receipts == 0 && without.isEmpty();
    }

    /** Leaves with a receipt of this month, by log. */
    List<String> read() {
        return lines(read, LeafRanges::all);
    }

    /** Leaves between the first and the last one with a receipt so far, of logs that were read in this month. */
    List<String> gaps() {
        Map<Origin, LeafRanges> ofMonth = new TreeMap<>(known);
        ofMonth.keySet().retainAll(read.keySet());
        return lines(ofMonth, LeafRanges::holes);
    }

    List<String> overlaps() {
        return lines(twice, LeafRanges::all);
    }

    /** Leaves with a receipt of a minute in which the agreement was not in force. */
    List<String> withoutAgreement() {
        return lines(without, LeafRanges::all);
    }

    private static List<String> lines(Map<Origin, LeafRanges> of, Function<LeafRanges, List<LeafRanges.Range>> which) {
        List<String> lines = new ArrayList<>();
        of.forEach((origin, ranges) -> which.apply(ranges).forEach(range -> lines.add(origin + " " + range)));
        return lines;
    }
}
