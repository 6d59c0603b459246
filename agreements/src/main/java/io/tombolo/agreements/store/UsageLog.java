package io.tombolo.agreements.store;

import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Refusal;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.signed.UsageReceipt;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Receipts of usage that partners signed, in the datasets {@code <organisation>/usage}. All of them are in memory, some 300 bytes each; they are
 * read from the topics at the start.
 */
public final class UsageLog implements AutoCloseable {
    private final AgreementLog agreements;
    private final BiFunction<Origin, Long, Optional<Hash>> roots;
    private final Clock clock;
    private final DatasetTopics topics;
    private final Map<String, Set<UsageReceipt>> receipts = new HashMap<>();
    private final Map<String, Allowance> allowances = new HashMap<>();

    private UsageLog(
            AgreementLog agreements,
            BiFunction<Origin, Long, Optional<Hash>> roots,
            Clock clock,
            DatasetTopics topics) {
        this.agreements = agreements;
        this.roots = roots;
        this.clock = clock;
        this.topics = topics;
    }

    /**
     * Reads what is there.
     *
     * @param kafka settings of Kafka clients
     * @param registry settings of registry clients
     * @param roots of this node's logs, by size; empty as long as it does not know that size
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public static UsageLog open(
            Map<String, String> kafka,
            Map<String, String> registry,
            AgreementLog agreements,
            BiFunction<Origin, Long, Optional<Hash>> roots,
            Clock clock) {
        DatasetTopics topics = new DatasetTopics(UsageEvents.ROWS.name(), kafka, registry);
        UsageLog log = new UsageLog(agreements, roots, clock, topics);
        try {
            topics.find();
            topics.readOn(log::recorded);
            return log;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** An event may be another program's: only what the consumer signed counts. */
    private void recorded(Object event) {
        SignedNote note = UsageEvents.read(event);
        UsageReceipt receipt = UsageReceipt.parse(note.text());
        Optional<Agreement> signed = agreements
                .find(receipt.agreement())
                .filter(one -> one.terms().consumer().signed(note));
        if (signed.isEmpty()) {
            throw new MalformedException("receipt of usage: not signed by an agreement's consumer");
        }
        add(receipt);
    }

    private void add(UsageReceipt receipt) {
        receipts.computeIfAbsent(receipt.agreement(), id -> new LinkedHashSet<>())
                .add(receipt);
    }

    /** What was recorded about an agreement. */
    public synchronized List<UsageReceipt> of(String agreement) {
        return List.copyOf(receipts.getOrDefault(agreement, Set.of()));
    }

    /**
     * Records a receipt; one that is recorded already changes nothing.
     *
     * @param id the agreement that it was sent to
     * @return why not
     * @throws org.apache.kafka.common.KafkaException when Kafka does not take it: the same may be sent again
     */
    public synchronized Optional<Refusal> take(String id, SignedNote note) {
        UsageReceipt receipt = UsageReceipt.parse(note.text());
        Optional<Agreement> agreement = agreements.find(id);
        if (agreement.isEmpty()) {
            return refused(Refusal.Code.UNKNOWN, "there is no agreement " + id);
        }
        String consumer = agreement.get().terms().consumer().name();
        String name = "receipt of " + receipt.origin() + " " + receipt.from() + " to " + receipt.to();
        if (!agreement.get().terms().consumer().signed(note)) {
            return refused(
                    Refusal.Code.WRONG_SIGNER, name + ": not signed by " + consumer + " with the key of the terms");
        }
        if (receipts.getOrDefault(id, Set.of()).contains(receipt)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Allowance allowance = allowances.computeIfAbsent(id, any -> new Allowance(now));
        if (!allowance.take(now)) {
            return refused(
                    Refusal.Code.TOO_OFTEN,
                    name + ": more than " + Allowance.BURST + " new ones at once or " + Allowance.A_MINUTE
                            + " a minute");
        }
        return check(agreement.get(), receipt, name, now).or(() -> {
            UsageEvents.write(topics, agreement.get().terms().provider().name(), consumer, note);
            add(receipt);
            return Optional.empty();
        });
    }

    private Optional<Refusal> check(Agreement agreement, UsageReceipt receipt, String name, Instant now) {
        if (!receipt.agreement().equals(agreement.id())) {
            return refused(Refusal.Code.ALTERED, name + ": is about agreement " + receipt.agreement());
        }
        if (!receipt.origin().dataset().equals(agreement.terms().dataset())) {
            return refused(
                    Refusal.Code.OTHER_DATASET,
                    name + ": the agreement is about " + agreement.terms().dataset());
        }
        if (receipt.minute().isAfter(now.plus(Agreement.CLOCKS))) {
            return refused(
                    Refusal.Code.FUTURE,
                    name + ": of minute " + receipt.minute() + ", here it is " + now + ", limit " + Agreement.CLOCKS
                            + " ahead");
        }
        Instant latest = receipt.minute().plusSeconds(60).plus(Agreement.CLOCKS);
        if (!latest.isAfter(agreement.terms().from())
                || !receipt.minute()
                        .minus(Agreement.CLOCKS)
                        .isBefore(agreement.terms().until())) {
            return refused(
                    Refusal.Code.OUTSIDE_PERIOD,
                    name + ": of minute " + receipt.minute() + ", agreed from "
                            + agreement.terms().from() + " until "
                            + agreement.terms().until());
        }
        if (receipt.to() - receipt.from() > UsageReceipt.MOST_LEAVES) {
            return refused(
                    Refusal.Code.TOO_MANY_LEAVES,
                    name + ": " + (receipt.to() - receipt.from()) + " leaves, limit " + UsageReceipt.MOST_LEAVES);
        }
        Optional<Hash> root = roots.apply(receipt.origin(), receipt.to());
        if (root.isEmpty()) {
            return refused(
                    Refusal.Code.NOT_SEALED,
                    name + ": no checkpoint of " + receipt.to() + " leaves or more is known here yet");
        }
        return root.get().equals(receipt.root())
                ? Optional.empty()
                : refused(
                        Refusal.Code.WRONG_ROOT,
                        name + ": root " + receipt.root().hex() + ", the log's is "
                                + root.get().hex());
    }

    private static Optional<Refusal> refused(Refusal.Code code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }

    @Override
    public synchronized void close() {
        topics.close();
    }
}
