package io.tombolo.agreements.store;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.State;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.Terms;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All agreements of this node's organisations. The datasets {@code <organisation>/agreements} are the only place where they are kept: they are read at
 * the start, and what was written counts once it was read back. A step that lost a race against another writer is refused, because
 * each names the one before.
 */
public final class AgreementLog implements AutoCloseable {
    private final MemberKeys keys;
    private final Clock clock;
    private final DatasetTopics topics;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Agreement> agreements = Map.of();

    private AgreementLog(MemberKeys keys, Clock clock, DatasetTopics topics) {
        this.keys = keys;
        this.clock = clock;
        this.topics = topics;
    }

    /**
     * Reads what is there.
     *
     * @param kafka settings of Kafka clients
     * @param registry settings of registry clients
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public static AgreementLog open(
            Map<String, String> kafka, Map<String, String> registry, MemberKeys keys, Clock clock) {
        DatasetTopics topics = new DatasetTopics(AgreementEvents.ROWS.name(), kafka, registry);
        AgreementLog log = new AgreementLog(keys, clock, topics);
        try {
            topics.find();
            log.catchUp();
            return log;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** Called behind each change, by the thread that made it. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** As of the last change; never waits. */
    public List<Agreement> all() {
        return List.copyOf(agreements.values());
    }

    public Optional<Agreement> find(String id) {
        return Optional.ofNullable(agreements.get(id));
    }

    /** Who signs for this node's organisations. */
    public MemberKeys keys() {
        return keys;
    }

    /** Proposes terms for the provider, as a first step or in answer to the consumer's. */
    public Agreement.Outcome offer(Terms terms) {
        Step step = find(terms.id())
                .map(one -> one.next(Action.OFFER, terms, clock.instant()))
                .orElseGet(() -> Step.first(Action.OFFER, terms, clock.instant()));
        String provider = terms.provider().name();
        return take(step.signed(provider, keys.of(provider)), Optional.of(terms.text()));
    }

    /** Does for the provider what its operator asks for. */
    public Agreement.Outcome act(String id, Action action, String reason) {
        Optional<Agreement> found = find(id);
        if (found.isEmpty()) {
            return unknown(id);
        }
        String provider = found.get().terms().provider().name();
        try {
            Step step = found.get().next(action, clock.instant(), reason);
            return take(step.signed(provider, keys.of(provider)), Optional.empty());
        } catch (MalformedException e) {
            return refused(Refusal.Code.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Takes a signed step of either side, and records it; an acceptance is confirmed by the provider at once.
     *
     * @param proposed the text of the terms that it proposes, if it proposes any
     * @throws org.apache.kafka.common.KafkaException when Kafka does not take it; what became of it is known to the next call
     */
    public Agreement.Outcome take(SignedNote note, Optional<String> proposed) {
        Agreement.Outcome outcome;
        synchronized (this) {
            outcome = record(note, proposed);
            if (outcome instanceof Agreement.Outcome.Changed changed
                    && changed.agreement().state() == State.AGREED) {
                Agreement agreed = changed.agreement();
                String provider = agreed.terms().provider().name();
                Step step = agreed.next(Action.FINALIZE, clock.instant(), Step.NO_REASON);
                outcome = record(step.signed(provider, keys.of(provider)), Optional.empty());
            }
        }
        if (outcome instanceof Agreement.Outcome.Changed) {
            listeners.forEach(Runnable::run);
        }
        return outcome;
    }

    private Agreement.Outcome record(SignedNote note, Optional<String> proposed) {
        Step step;
        Optional<String> provider;
        try {
            step = Step.parse(note.text());
            provider = proposed.map(text -> Terms.parse(text).provider().name());
        } catch (MalformedException e) {
            return refused(Refusal.Code.MALFORMED, String.valueOf(e.getMessage()));
        }
        if (provider.isPresent() && !keys.hosts(provider.get())) {
            return refused(Refusal.Code.UNKNOWN, "this node does not act for " + provider.get());
        }
        Instant now = clock.instant();
        if (Duration.between(step.at(), now).abs().compareTo(Agreement.CLOCKS) > 0) {
            return refused(
                    Refusal.Code.EXPIRED,
                    step.action().word() + " of " + step.id() + ": signed at " + step.at() + ", here it is " + now
                            + ", limit " + Agreement.CLOCKS + " apart");
        }
        catchUp();
        Agreement.Outcome outcome = Agreement.take(find(step.id()), note, proposed, now);
        if (!(outcome instanceof Agreement.Outcome.Changed changed)) {
            return outcome;
        }
        AgreementEvents.write(topics, changed.agreement());
        catchUp();
        Optional<Agreement> recorded = find(step.id());
        return recorded.filter(one ->
                        one.taken().stream().anyMatch(taken -> taken.note().equals(note)))
                .<Agreement.Outcome>map(Agreement.Outcome.Changed::new)
                .orElseGet(() -> refused(
                        Refusal.Code.OUT_OF_ORDER,
                        step.action().word() + " of " + step.id() + ": another step was recorded first"));
    }

    private synchronized void catchUp() {
        Map<String, Agreement> now = new LinkedHashMap<>(agreements);
        topics.readOn(value -> {
            AgreementEvents.Recorded event = AgreementEvents.read(value);
            String id = event.step().id();
            Agreement next = AgreementFile.again(Optional.ofNullable(now.get(id)), event.note(), event.terms());
            if (keys.hosts(next.terms().provider().name())) {
                now.put(id, next);
            }
        });
        agreements = Collections.unmodifiableMap(now);
    }

    private static Agreement.Outcome unknown(String id) {
        return refused(Refusal.Code.UNKNOWN, "there is no agreement " + id);
    }

    private static Agreement.Outcome refused(Refusal.Code code, String detail) {
        return new Agreement.Outcome.Refused(new Refusal(code, detail));
    }

    @Override
    public synchronized void close() {
        topics.close();
    }
}
