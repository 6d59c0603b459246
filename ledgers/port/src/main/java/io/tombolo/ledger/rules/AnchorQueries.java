package io.tombolo.ledger.rules;

import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.schemas.anchor.AnchoredNote;
import java.util.List;
import java.util.Optional;

/** Questions about what is anchored; they change nothing and anybody on the ledger may ask. */
public final class AnchorQueries {
    private final LedgerState state;

    public AnchorQueries(LedgerState state) {
        this.state = state;
    }

    public Optional<AnchoredNote> read(String origin, long size) {
        return state.get(StateKeys.anchor(origin, size)).map(AnchoredNote::decode);
    }

    public Optional<AnchoredNote> latest(String origin) {
        return state.get(StateKeys.head(origin)).map(Long::parseLong).flatMap(size -> read(origin, size));
    }

    /** Ascending by size, from {@code fromSize} on, at most {@code limit} and {@link LedgerLimits#MAX_PAGE}. */
    public List<AnchoredNote> history(String origin, long fromSize, int limit) {
        return page(StateKeys.anchor(origin, Math.max(fromSize, 0)), StateKeys.anchorsEnd(origin), limit);
    }

    /** Recorded forks, ascending by size, at most {@link LedgerLimits#MAX_PAGE}. */
    public List<AnchoredNote> forks(String origin) {
        return page(StateKeys.forks(origin), StateKeys.forksEnd(origin), LedgerLimits.MAX_PAGE);
    }

    /** The dataset's log keys in the order of their ranges; none when it isn't registered. */
    public List<LogKeyRange> logKeys(String organisation, String dataset) {
        return state.get(StateKeys.dataset(organisation, dataset))
                .map(KeyRing::decode)
                .map(KeyRing::ranges)
                .orElse(List.of());
    }

    private List<AnchoredNote> page(String from, String to, int limit) {
        int most = Math.max(1, Math.min(limit, LedgerLimits.MAX_PAGE));
        return state.range(from, to, most).stream().map(AnchoredNote::decode).toList();
    }
}
