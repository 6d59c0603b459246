package io.tombolo.agreements.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.OneBroker;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.State;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.Two;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class AgreementLogIT {
    private static Map<String, String> kafka;
    private static Map<String, String> registry;

    @BeforeAll
    static void start(OneBroker.Clients clients) {
        kafka = clients.kafka();
        registry = clients.registry();
    }

    private static AgreementLog open() {
        return open(Two.NOW);
    }

    private static AgreementLog open(Instant now) {
        return open(now, Two.OWNERS_KEYS);
    }

    private static AgreementLog open(Instant now, MemberKeys keys) {
        return AgreementLog.open(kafka, registry, keys, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Terms terms() {
        return Two.terms(Terms.newId(), "flights", Two.party(Two.PARTNER, Two.PARTNER_KEY));
    }

    private static Agreement changed(Agreement.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Agreement.Outcome.Changed.class);
        return ((Agreement.Outcome.Changed) outcome).agreement();
    }

    private static Refusal refused(Agreement.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Agreement.Outcome.Refused.class);
        return ((Agreement.Outcome.Refused) outcome).why();
    }

    private static Agreement.Outcome accept(AgreementLog log, Agreement offered) {
        return log.take(
                offered.next(Action.ACCEPT, Two.NOW, "-").signed(Two.PARTNER, Two.PARTNER_KEY), Optional.empty());
    }

    @Test
    void anotherProcessReadsTheSameAgreementFromTheTopic() {
        AtomicInteger heard = new AtomicInteger();
        Agreement suspended;
        try (AgreementLog log = open()) {
            log.listen(heard::incrementAndGet);
            Agreement offered = changed(log.offer(terms()));
            assertThat(offered.state()).isEqualTo(State.OFFERED);
            Agreement inForce = changed(accept(log, offered));
            assertThat(inForce.state()).isEqualTo(State.FINALIZED);
            suspended = changed(log.act(inForce.id(), Action.SUSPEND, "maintenance"));
            assertThat(heard).hasValue(3);
        }

        try (AgreementLog again = open()) {
            Agreement read = again.find(suspended.id()).orElseThrow();

            assertThat(AgreementFile.write(read)).isEqualTo(AgreementFile.write(suspended));
            assertThat(changed(again.act(read.id(), Action.RESUME, "-")).state())
                    .isEqualTo(State.FINALIZED);
        }
    }

    @Test
    void ofTwoWritersTheSecondIsRefused() {
        try (AgreementLog one = open();
                AgreementLog other = open()) {
            Agreement offered = changed(one.offer(terms()));
            assertThat(refused(other.act(offered.id(), Action.END, "-")).code()).isEqualTo(Refusal.Code.UNKNOWN);
            Agreement inForce = changed(accept(one, offered));
            Step stale = inForce.next(Action.SUSPEND, Two.NOW, "-");
            Step first = inForce.next(Action.END, Two.NOW, "-");

            assertThat(changed(other.take(first.signed(Two.PARTNER, Two.PARTNER_KEY), Optional.empty()))
                            .state())
                    .isEqualTo(State.TERMINATED);
            assertThat(refused(one.take(stale.signed(Two.OWNER, Two.OWNER_KEY), Optional.empty()))
                            .code())
                    .isEqualTo(Refusal.Code.REPLAYED);
            assertThat(one.find(inForce.id()).orElseThrow().state()).isEqualTo(State.TERMINATED);
        }
    }

    @Test
    void whatOthersWriteToTheTopicChangesNothing() throws Exception {
        try (AgreementLog log = open()) {
            Agreement offered = changed(log.offer(terms()));
            try (KafkaProducer<String, String> anybody =
                    new KafkaProducer<>(Map.copyOf(kafka), new StringSerializer(), new StringSerializer())) {
                anybody.send(new ProducerRecord<>("acme.example.agreements", offered.id(), "nonsense"))
                        .get();
                anybody.send(new ProducerRecord<>("acme.example.agreements", offered.id(), null))
                        .get();
            }

            assertThat(changed(accept(log, offered)).state()).isEqualTo(State.FINALIZED);
        }
    }

    @Test
    void refusesAnAgreementOfAnotherOwnerAndAStepOfAnotherTime() {
        Terms terms = terms();
        Step request = Step.first(Action.REQUEST, terms, Two.NOW);
        Terms elsewhere = Terms.parse(terms.text()
                .replace("acme.example", "other.example")
                .replace(
                        Two.party(Two.OWNER, Two.OWNER_KEY).vkey().replace("acme", "other"),
                        Two.party("other.example", Two.OWNER_KEY).vkey()));
        try (AgreementLog log = open();
                AgreementLog later = open(Two.NOW.plusSeconds(301))) {
            Step other = Step.first(Action.REQUEST, elsewhere, Two.NOW);
            assertThat(refused(log.take(other.signed(Two.PARTNER, Two.PARTNER_KEY), Optional.of(elsewhere.text()))))
                    .isEqualTo(new Refusal(Refusal.Code.UNKNOWN, "this node does not act for other.example"));
            assertThat(refused(later.take(request.signed(Two.PARTNER, Two.PARTNER_KEY), Optional.of(terms.text())))
                            .detail())
                    .isEqualTo("request of " + terms.id()
                            + ": signed at 2026-12-01T10:00:00Z, here it is 2026-12-01T10:05:01Z, limit PT5M apart");
            assertThat(changed(log.take(request.signed(Two.PARTNER, Two.PARTNER_KEY), Optional.of(terms.text())))
                            .state())
                    .isEqualTo(State.REQUESTED);
        }
    }

    /** A server whose members' keys are lost makes others (docs/recovery.md). */
    @Test
    void withoutTheKeyOfTheTermsOnlyTheOtherSideCanEndAnAgreement() {
        String agreed;
        try (AgreementLog log = open()) {
            agreed = changed(accept(log, changed(log.offer(terms())))).id();
        }
        MemberKeys others = new MemberKeys() {
            @Override
            public boolean hosts(String organisation) {
                return organisation.equals(Two.OWNER);
            }

            @Override
            public KeyPair of(String organisation) {
                return Two.key(3);
            }
        };

        try (AgreementLog log = open(Two.NOW, others)) {
            assertThat(refused(log.act(agreed, Action.END, "-")).detail())
                    .endsWith(agreed + ": not signed by " + Two.OWNER + " or " + Two.PARTNER
                            + " with the key of the terms");
            Step end = log.find(agreed).orElseThrow().next(Action.END, Two.NOW, "-");
            assertThat(changed(log.take(end.signed(Two.PARTNER, Two.PARTNER_KEY), Optional.empty()))
                            .state())
                    .isEqualTo(State.TERMINATED);
        }
    }
}
