package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.config.AnchorConfig;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.probe.Step;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Anchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every log's newest checkpoint and takes it to its organisation's ledger. What it knows, what it is about to submit and
 * what it publishes go through the {@link Desk}, in whose transactions also its read position is: nothing is published twice, and
 * a head whose outcome is not known is still known after a crash. For one thread at a time.
 */
final class Anchorer {
    private static final Logger LOG = LoggerFactory.getLogger(Anchorer.class);

    /** Where the anchorer's memory is and its anchors go. */
    interface Desk {
        /** In one transaction: these logs as they are now, these anchors, and all checkpoints taken up so far as read. */
        void commit(List<Frontier> logs, List<AnchorRecord> anchors);
    }

    private final AnchorConfig config;
    private final LogKeys keys;
    private final Function<String, Ledger> ledgers;
    private final LogReplay replay;
    private final Clock clock;
    private final StatusBoard status;
    private final Probe probe;

    private final Map<String, Frontier> logs = new TreeMap<>();
    private final Map<String, LedgerDesk> desks = new HashMap<>();
    private final Set<Frontier> changed = new LinkedHashSet<>();
    private final Map<String, Backoff> replays = new HashMap<>();
    private long nextRound;

    Anchorer(
            AnchorConfig config,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            LogReplay replay,
            Clock clock,
            StatusBoard status,
            Probe probe) {

        this.config = config;
        this.keys = keys;
        this.ledgers = ledgers;
        this.replay = replay;
        this.clock = clock;
        this.status = status;
        this.probe = probe;
    }

    /** Begins with what was saved; all else is forgotten. */
    void begin(List<Frontier> saved) {
        logs.clear();
        changed.clear();
        for (Frontier log : saved) {
            logs.put(log.origin(), log);
            status.anchored(log.origin(), log.anchoredSize(), 0);
        }
    }

    /** A checkpoint from partition {@code source} of the checkpoints' topic. */
    void take(SealedCheckpoint checkpoint, int source) {
        Frontier log = logs.computeIfAbsent(
                checkpoint.batch().origin(),
                origin -> new Frontier(
                        origin,
                        checkpoint.batch().organisation(),
                        checkpoint.batch().dataset(),
                        source));
        log.take(checkpoint.batch(), checkpoint.range());
        probe.at(Step.CHECKPOINT_TAKEN);
        changed.add(log);
        if (!log.setAsideFor().isEmpty()) {
            status.failed(log.origin(), log.setAsideFor());
        }
    }

    /** Milliseconds until the next round is due. */
    long untilNextRound() {
        return Math.max(0, nextRound - clock.millis());
    }

    /** One round: every log that has something new, in as few calls as the limits allow. */
    void round(Desk desk) {
        nextRound = clock.millis() + config.intervalMs();
        probe.at(Step.ROUND_BEGUN);
        Map<String, List<Frontier>> byOrganisation = new TreeMap<>();
        for (Frontier log : logs.values()) {
            if (log.isBehind() && log.setAsideFor().isEmpty()) {
                catchUp(log, desk);
            }
            if (log.wantsAnchoring() && deskOf(log.organisation()).isOpen()) {
                byOrganisation
                        .computeIfAbsent(log.organisation(), o -> new ArrayList<>())
                        .add(log);
            }
        }
        byOrganisation.forEach((organisation, wanting) -> {
            for (int from = 0; from < wanting.size(); from += config.heads()) {
                anchor(organisation, wanting.subList(from, Math.min(wanting.size(), from + config.heads())), desk);
            }
        });
        if (!changed.isEmpty() && byOrganisation.isEmpty()) {
            commit(desk, List.of());
        }
    }

    private void anchor(String organisation, List<Frontier> wanting, Desk desk) {
        LedgerDesk ledger = deskOf(organisation);
        if (!ledger.isOpen()) {
            return;
        }
        wanting.forEach(Frontier::submit);
        changed.addAll(wanting);
        commit(desk, List.of());
        List<AnchorRecord> anchors = ledger.anchor(wanting);
        changed.addAll(wanting);
        commit(desk, anchors);
        if (!anchors.isEmpty()) {
            status.failing(null);
        }
    }

    private void commit(Desk desk, List<AnchorRecord> anchors) {
        desk.commit(List.copyOf(changed), anchors);
        changed.clear();
    }

    private LedgerDesk deskOf(String organisation) {
        return desks.computeIfAbsent(
                organisation,
                name -> new LedgerDesk(
                        name, ledgers.apply(name), keys, new Backoff(clock, config.backoffMs()), status, probe));
    }

    /** Finds the way from the ledger's head to the newest checkpoint by reading the log. */
    private void catchUp(Frontier log, Desk desk) {
        Backoff pause = replays.computeIfAbsent(log.origin(), o -> new Backoff(clock, config.backoffMs()));
        LedgerDesk ledger = deskOf(log.organisation());
        if (!pause.isOver() || !ledger.isOpen()) {
            return;
        }
        try {
            Optional<Anchor> latest = ledger.latest(log.origin());
            TreeHead onLedger = latest.map(anchor -> new TreeHead(anchor.size(), anchor.root()))
                    .orElse(log.emptyHead());
            if (onLedger.size() > log.newestSize()) {
                status.failed(
                        log.origin(),
                        "BEHIND: the ledger holds " + onLedger.size() + " leaves, sealed are " + log.newestSize());
                pause.failed();
                return;
            }
            LOG.atInfo()
                    .addKeyValue("origin", log.origin())
                    .addKeyValue("treeSize", onLedger.size())
                    .log("the log is read again, to prove its growth from the ledger's head");
            LogReplay.Found found = replay.find(log.origin(), onLedger, log.newestHead());
            if (found instanceof LogReplay.Found.Way way) {
                List<AnchorRecord> unpublished = ledger.history(log.origin(), log.publishedSize() + 1);
                log.found(way.proofs());
                changed.add(log);
                commit(desk, unpublished);
                status.anchored(log.origin(), onLedger.size(), 0);
                pause.reset();
            } else if (found instanceof LogReplay.Found.Contradiction contradiction) {
                String said = "FORK: the ledger holds " + onLedger + ", the log leads to " + contradiction.ours();
                LOG.atError().addKeyValue("origin", log.origin()).log(said);
                log.setAside(said);
                status.failed(log.origin(), said);
                changed.add(log);
            } else {
                pause.failed();
            }
        } catch (LedgerException e) {
            status.failing("ledger of " + log.organisation() + ": " + e.getMessage());
            pause.failed();
        }
    }
}
