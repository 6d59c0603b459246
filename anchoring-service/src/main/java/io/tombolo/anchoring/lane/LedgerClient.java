package io.tombolo.anchoring.lane;

import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.tracing.Tracing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Talks to one ledger, and blocks while it does. Nothing here knows Kafka or what a log's state is. For one thread at a time. */
final class LedgerClient {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerClient.class);
    private static final int PAGE = 1_000;
    private static final int RECEIPT_HELPERS = 7;

    private final Ledger ledger;
    private final LogKeys keys;
    private final Executor threads;
    private final Probe probe;
    private final KeyAnnouncement announcement;
    private final LedgerTraces traces;

    private final Set<DatasetId> registered = new HashSet<>();
    private final Set<DatasetId> unknown = new HashSet<>();
    private final Set<String> lastTransactions = new HashSet<>();

    /** {@code threads} help with receipts; all else is done by the caller. */
    LedgerClient(Ledger ledger, LogKeys keys, Executor threads, Clock clock, Probe probe) {
        this.ledger = ledger;
        this.keys = keys;
        this.threads = threads;
        this.probe = probe;
        this.traces = new LedgerTraces(Tracing.of("anchoring"), ledger.name());
        this.announcement = new KeyAnnouncement(ledger, keys, clock);
    }

    /** Has the ledger take the present log keys of datasets whose former ones were retired here. */
    HeadOutcome.Call announce(List<DatasetId> datasets) {
        int rotations = 0;
        String failure = null;
        try {
            for (DatasetId dataset : datasets) {
                rotations += announcement.bring(dataset) ? 1 : 0;
            }
        } catch (LedgerException e) {
            // What was announced is known there: asked again, it costs no transaction.
            failure = String.valueOf(e.getMessage());
        }
        return new HeadOutcome.Call(List.of(), 0, rotations, 0, failure);
    }

    /**
     * Registers what is new, at most so many datasets, and hands in the heads of all that are registered. A head whose dataset's turn
     * did not come stays open.
     */
    HeadOutcome.Call anchor(List<HeadOutcome.Head> heads, int registrations) {
        return traces.call(heads, () -> anchorNow(heads, registrations));
    }

    private HeadOutcome.Call anchorNow(List<HeadOutcome.Head> heads, int registrations) {
        HeadOutcome[] each = new HeadOutcome[heads.size()];
        Arrays.fill(each, new HeadOutcome.Open());
        int left = registrations;
        long bytes = 0;
        String failure = null;
        List<Integer> going = new ArrayList<>();
        try {
            for (int i = 0; i < each.length; i++) {
                HeadOutcome.Head handed = heads.get(i);
                DatasetId dataset = new DatasetId(handed.organisation(), handed.dataset());
                boolean known = isRegistered(dataset, handed.head());
                if (!known && left == 0) {
                    continue;
                }
                Refusal refusal = known ? null : register(dataset);
                left -= known || refusal != null ? 0 : 1;
                if (refusal != null) {
                    each[i] = new HeadOutcome.NotRegistered(refusal);
                } else {
                    going.add(i);
                    bytes += handed.bytes();
                }
            }
            if (!going.isEmpty()) {
                List<AnchorOutcome> outcomes =
                        handIn(going.stream().map(i -> signed(heads.get(i))).toList());
                failure = answer(heads, going, outcomes, each);
            }
        } catch (LedgerException e) {
            // Heads without an answer stay submitted: asked again, the ledger answers with the same anchors.
            failure = String.valueOf(e.getMessage());
        }
        return new HeadOutcome.Call(List.of(each), count(each), registrations - left, bytes, failure);
    }

    private HeadToAnchor signed(HeadOutcome.Head handed) {
        return announcement.signed(handed.organisation(), handed.head());
    }

    /** A log with an anchor belongs to a registered dataset, unless the ledger answered otherwise. */
    private boolean isRegistered(DatasetId dataset, HeadToAnchor head) {
        return registered.contains(dataset) || (head.previousSize() > 0 && !unknown.contains(dataset));
    }

    private @Nullable Refusal register(DatasetId dataset) {
        RegistrationOutcome outcome = ledger.register(new DatasetRegistration(
                dataset.organisation(), dataset.name(), keys.publicKey(dataset.organisation())));
        if (outcome instanceof RegistrationOutcome.Refused refused) {
            boolean byFormerKey = refused.why().code() == Refusal.Code.ALREADY_REGISTERED;
            if (!byFormerKey || !announcement.bring(dataset)) {
                return refused.why();
            }
        }
        registered.add(dataset);
        unknown.remove(dataset);
        return null;
    }

    private List<AnchorOutcome> handIn(List<HeadToAnchor> heads) {
        probe.at(Probe.Step.HEADS_HANDED_IN);
        List<AnchorOutcome> outcomes = ledger.anchor(heads);
        probe.at(Probe.Step.OUTCOME_LEARNT);
        return outcomes;
    }

    /**
     * What each outcome means for its head. Receipts are asked for by several threads: each is a question to all members, and a
     * transaction holds hundreds of heads. Returns why a head stays open, or has no receipt, for the first of them.
     */
    private @Nullable String answer(
            List<HeadOutcome.Head> heads, List<Integer> going, List<AnchorOutcome> outcomes, HeadOutcome[] each) {
        @Nullable String[] failures = new String[going.size()];
        SharedWork.run(going.size(), RECEIPT_HELPERS, threads, i -> {
            if (outcomes.get(i) instanceof AnchorOutcome.Committed committed) {
                HeadOutcome.Head handed = heads.get(going.get(i));
                try {
                    each[going.get(i)] = new HeadOutcome.Anchored(unpublished(handed, committed.anchor()));
                } catch (LedgerException e) {
                    // No receipt: the head stays open, and those after it must not wait for it.
                    failures[i] = String.valueOf(e.getMessage());
                }
            }
        });
        for (int i = 0; i < going.size(); i++) {
            if (outcomes.get(i) instanceof AnchorOutcome.Deferred deferred) {
                failures[i] = deferred.why();
            } else if (!(outcomes.get(i) instanceof AnchorOutcome.Committed)) {
                each[going.get(i)] = notAnchored(heads.get(going.get(i)), outcomes.get(i));
            }
        }
        return Arrays.stream(failures).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private HeadOutcome notAnchored(HeadOutcome.Head handed, AnchorOutcome outcome) {
        if (outcome instanceof AnchorOutcome.Refused refused) {
            if (refused.why().code() == Refusal.Code.UNKNOWN_DATASET) {
                DatasetId dataset = new DatasetId(handed.organisation(), handed.dataset());
                registered.remove(dataset);
                unknown.add(dataset);
            }
            return new HeadOutcome.Refused(refused.why());
        }
        if (outcome instanceof AnchorOutcome.Unknown open) {
            LOG.atWarn()
                    .addKeyValue("origin", handed.head().origin())
                    .addKeyValue("txId", open.transactionId())
                    .log("it is unknown whether the anchor was committed; the same head is submitted again");
        }
        return new HeadOutcome.Open();
    }

    /** Of a log that begins, the ledger may know more: a head of a rebuilt one is answered with its first anchor. */
    private List<AnchorRecord> unpublished(HeadOutcome.Head handed, AnchorRecord anchor) {
        if (handed.head().previousSize() > 0) {
            return List.of(withReceipt(anchor));
        }
        return history(anchor.origin(), handed.published() + 1).stream()
                .filter(known -> known.size() <= anchor.size())
                .toList();
    }

    /** All anchors of a log from a size on, as they are published. */
    List<AnchorRecord> history(String origin, long fromSize) {
        List<AnchorRecord> records = new ArrayList<>();
        List<AnchorRecord> page;
        long from = fromSize;
        do {
            page = ledger.history(origin, from, PAGE);
            for (AnchorRecord anchor : page) {
                records.add(withReceipt(anchor));
                from = anchor.size() + 1;
            }
        } while (page.size() == PAGE);
        return records;
    }

    /** The anchor as it is published: with its receipt, where its ledger gives one. */
    private AnchorRecord withReceipt(AnchorRecord anchor) {
        Optional<byte[]> receipt =
                traces.receipt(anchor.origin(), () -> ledger.receipt(anchor.origin(), anchor.size()));
        probe.at(Probe.Step.RECEIPT_READ);
        return receipt.map(anchor::withReceipt).orElse(anchor);
    }

    private int count(HeadOutcome[] answers) {
        Set<String> now = new HashSet<>();
        for (HeadOutcome answer : answers) {
            if (answer instanceof HeadOutcome.Anchored anchored) {
                anchored.anchors().forEach(anchor -> now.add(anchor.transactionId()));
            }
        }
        Set<String> fresh = new HashSet<>(now);
        fresh.removeAll(lastTransactions);
        lastTransactions.clear();
        lastTransactions.addAll(now);
        return fresh.size();
    }
}
