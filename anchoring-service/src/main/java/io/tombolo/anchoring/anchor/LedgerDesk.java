package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.probe.Step;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Anchor;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One organisation's dealings with its ledger. Nothing here knows Kafka. For one thread at a time. */
final class LedgerDesk {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerDesk.class);

    private static final int PAGE = 1_000;

    private final String organisation;
    private final Ledger ledger;
    private final LogKeys keys;
    private final Backoff backoff;
    private final StatusBoard status;
    private final Probe probe;

    private final Set<String> registered = new HashSet<>();
    private final Set<String> transactions = new HashSet<>();

    LedgerDesk(String organisation, Ledger ledger, LogKeys keys, Backoff backoff, StatusBoard status, Probe probe) {
        this.organisation = organisation;
        this.ledger = ledger;
        this.keys = keys;
        this.backoff = backoff;
        this.status = status;
        this.probe = probe;
    }

    /** Whether it is time for another try. */
    boolean isOpen() {
        return backoff.isOver();
    }

    /**
     * Hands in the submitted heads of these logs and notes in each log what came of it.
     *
     * @return the anchors that are to be published, with their receipts
     */
    List<AnchorRecord> anchor(List<Frontier> logs) {
        try {
            List<AnchorRecord> anchors =
                    handIn(logs.stream().filter(this::isRegistered).toList());
            backoff.reset();
            return anchors;
        } catch (LedgerException e) {
            LOG.atWarn()
                    .addKeyValue("organisation", organisation)
                    .addKeyValue("ledger", ledger.name())
                    .log("the ledger can't be asked; sealing goes on: " + e.getMessage());
            status.failing("ledger of " + organisation + ": " + e.getMessage());
            backoff.failed();
            return List.of();
        }
    }

    /** The latest head that the ledger holds of a log. */
    Optional<Anchor> latest(String origin) {
        return ledger.latest(origin);
    }

    /** All anchors of a log from a size on, as they are published. */
    List<AnchorRecord> history(String origin, long fromSize) {
        List<AnchorRecord> records = new ArrayList<>();
        List<Anchor> page;
        long from = fromSize;
        do {
            page = ledger.history(origin, from, PAGE);
            for (Anchor anchor : page) {
                records.add(record(anchor));
                from = anchor.size() + 1;
            }
        } while (page.size() == PAGE);
        return records;
    }

    /** The anchor as it is published, with its receipt. */
    private AnchorRecord record(Anchor anchor) {
        byte @Nullable [] receipt =
                ledger.receipt(anchor.origin(), anchor.size()).orElse(null);
        probe.at(Step.RECEIPT_READ);
        return new AnchorRecord(
                anchor.origin(),
                anchor.size(),
                anchor.root(),
                anchor.ledger(),
                anchor.transactionId(),
                anchor.block().isPresent() ? anchor.block().getAsLong() : null,
                anchor.anchoredAt(),
                anchor.signedNote(),
                receipt == null ? null : ByteBuffer.wrap(receipt));
    }

    private List<AnchorRecord> handIn(List<Frontier> logs) {
        if (logs.isEmpty()) {
            return List.of();
        }
        List<HeadToAnchor> heads = logs.stream().map(Frontier::submit).toList();
        probe.at(Step.HEADS_HANDED_IN);
        List<AnchorOutcome> outcomes = ledger.anchor(heads);
        probe.at(Step.OUTCOME_LEARNT);

        List<AnchorRecord> anchors = new ArrayList<>();
        LedgerException noReceipt = null;
        for (int i = 0; i < logs.size(); i++) {
            try {
                take(logs.get(i), heads.get(i), outcomes.get(i)).ifPresent(anchors::add);
            } catch (LedgerException e) {
                // The head stays submitted: asked again, the ledger answers with the same anchor.
                noReceipt = e;
            }
        }
        count(anchors);
        if (noReceipt != null) {
            status.failing("ledger of " + organisation + ": " + noReceipt.getMessage());
            backoff.failed();
        }
        return anchors;
    }

    private Optional<AnchorRecord> take(Frontier log, HeadToAnchor head, AnchorOutcome outcome) {
        if (outcome instanceof AnchorOutcome.Committed committed) {
            AnchorRecord record = record(committed.anchor());
            log.committed();
            status.anchored(log.origin(), head.size(), 1);
            return Optional.of(record);
        }
        if (outcome instanceof AnchorOutcome.Refused refused) {
            refused(log, refused.why());
        } else if (outcome instanceof AnchorOutcome.Unknown unknown) {
            LOG.atWarn()
                    .addKeyValue("origin", log.origin())
                    .addKeyValue("txId", unknown.transactionId())
                    .log("nobody knows whether the anchor was committed; the same head is handed in again");
        }
        return Optional.empty();
    }

    private void refused(Frontier log, Refusal why) {
        String said = why.code() + ": " + why.detail();
        LOG.atWarn().addKeyValue("origin", log.origin()).log("the ledger refuses a head: " + said);
        switch (why.code()) {
            case NOT_FROM_LATEST, SMALLER_UNKNOWN_SIZE -> log.lost();
            case UNKNOWN_DATASET -> registered.remove(log.dataset());
            case CLOCK -> backoff.failed();
            default -> log.setAside(said);
        }
        status.failed(log.origin(), said);
    }

    private boolean isRegistered(Frontier log) {
        if (registered.contains(log.dataset())) {
            return true;
        }
        RegistrationOutcome outcome =
                ledger.register(new DatasetRegistration(organisation, log.dataset(), keys.publicKey(organisation)));
        if (outcome instanceof RegistrationOutcome.Refused refused) {
            String said = refused.why().code() + ": " + refused.why().detail();
            LOG.atError()
                    .addKeyValue("organisation", organisation)
                    .addKeyValue("dataset", log.dataset())
                    .log("the ledger refuses to register: " + said);
            log.setAside(said);
            status.failed(log.origin(), said);
            return false;
        }
        registered.add(log.dataset());
        return true;
    }

    private void count(List<AnchorRecord> anchors) {
        Set<String> now = new HashSet<>();
        anchors.forEach(anchor -> now.add(anchor.transactionId()));
        now.removeAll(transactions);
        status.ledgerTransactions(now.size());
        transactions.clear();
        transactions.addAll(now);
    }
}
