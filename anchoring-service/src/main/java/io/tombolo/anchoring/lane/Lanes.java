package io.tombolo.anchoring.lane;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Ledger;
import io.tombolo.schemas.DatasetId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lane of each organisation's ledger; organisations that are given the same ledger share one. For one thread at a time. */
public final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** The name of a ledger that can't be opened, and so can't be asked for it. */
    private static final String UNOPENED = "unopened";

    private final AnchoringConfig.Anchor config;
    private final LogKeys keys;
    private final Function<String, Ledger> ledgers;
    private final Executor threads;
    private final Clock clock;
    private final StatusBoard status;
    private final boolean required;
    private final Probe probe;

    private final Map<String, LedgerLane> byOrganisation = new HashMap<>();
    private final IdentityHashMap<Ledger, LedgerLane> byLedger = new IdentityHashMap<>();
    private final Map<String, Backoff> unopened = new HashMap<>();
    private final Map<String, List<DatasetId>> unannounced = new HashMap<>();
    private final Set<DatasetId> begun = new HashSet<>();

    /**
     * Without any lane yet.
     *
     * @param threads one for every ledger: a call blocks its thread
     * @param required whether the service is not ready while one of these ledgers is away for long
     */
    public Lanes(
            AnchoringConfig.Anchor config,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            Executor threads,
            Clock clock,
            StatusBoard status,
            boolean required,
            Probe probe) {
        this.config = config;
        this.keys = keys;
        this.ledgers = ledgers;
        this.threads = threads;
        this.clock = clock;
        this.status = status;
        this.required = required;
        this.probe = probe;
    }

    /**
     * Opens the ledgers of these datasets' organisations, so that what they depend on is reported even when nothing is to be anchored, and
     * has the datasets announced whose log key was replaced.
     */
    public void begin(Collection<DatasetId> datasets) {
        for (DatasetId dataset : datasets) {
            if (begun.add(dataset) && !keys.retired(dataset.organisation()).isEmpty()) {
                unannounced
                        .computeIfAbsent(dataset.organisation(), o -> new ArrayList<>())
                        .add(dataset);
            }
        }
        datasets.stream().map(DatasetId::organisation).distinct().forEach(organisation -> {
            LedgerLane lane = of(organisation);
            if (lane != null) {
                announce(organisation, lane);
            }
        });
    }

    private void announce(String organisation, LedgerLane lane) {
        List<DatasetId> datasets = unannounced.remove(organisation);
        if (datasets != null) {
            lane.announce(datasets);
        }
    }

    /** Null while the organisation's ledger can't be opened, which is reported and concerns no other. */
    public @Nullable LedgerLane of(String organisation) {
        LedgerLane known = byOrganisation.get(organisation);
        if (known != null) {
            return known;
        }
        Backoff pause = unopened.computeIfAbsent(organisation, o -> new Backoff(clock, config.backoffMs()));
        if (!pause.isOver()) {
            return null;
        }
        try {
            Ledger ledger = ledgers.apply(organisation);
            LedgerLane lane = byLedger.computeIfAbsent(ledger, opened -> open(organisation, opened));
            byOrganisation.put(organisation, lane);
            announce(organisation, lane);
            status.forgetLedger(UNOPENED, organisation);
            return lane;
        } catch (RuntimeException e) {
            // Whatever an adapter's opening throws: the other organisations' ledgers must continue.
            LOG.atError().addKeyValue("organisation", organisation).setCause(e).log("the ledger can't be opened");
            status.ledger(UNOPENED, organisation, required).away(String.valueOf(e.getMessage()), clock.millis());
            pause.failed();
            return null;
        }
    }

    private LedgerLane open(String organisation, Ledger ledger) {
        return new LedgerLane(
                organisation,
                ledger,
                config,
                keys,
                threads,
                clock,
                status.ledger(ledger.name(), organisation, required),
                probe);
    }

    public Collection<LedgerLane> all() {
        return byLedger.values();
    }
}
