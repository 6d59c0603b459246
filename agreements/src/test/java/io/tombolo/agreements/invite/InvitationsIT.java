package io.tombolo.agreements.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.OneBroker;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.State;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.Two;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.merkle.MalformedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(OneBroker.class)
class InvitationsIT {
    @TempDir
    static Path dir;

    private static Map<String, String> kafka;
    private static Map<String, String> registry;

    @BeforeAll
    static void start(OneBroker.Clients clients) {
        kafka = clients.kafka();
        registry = clients.registry();
    }

    /** An owner's server, as it is after a start. */
    private record Server(AgreementLog log, Invitations invitations) implements AutoCloseable {
        static Server start(Instant now) {
            Clock clock = Clock.fixed(now, ZoneOffset.UTC);
            AgreementLog log = AgreementLog.open(kafka, registry, Two.OWNERS_KEYS, clock);
            Invitations.Owner owner = new Invitations.Owner(
                    () -> Map.of("agreements", "https://node.acme.example:8491"),
                    organisation -> "{}",
                    organisation -> Optional.of(Two.OWNER_KEY));
            return new Server(log, new Invitations(dir.resolve("invitations"), log, clock, owner));
        }

        Agreement.Outcome join(Invitation invitation, KeyPair key) {
            return join(invitation, Two.PARTNER, key, Two.NOW);
        }

        Agreement.Outcome join(Invitation invitation, String name, KeyPair key, Instant signed) {
            Terms terms = terms(invitation.id(), name, key);
            Step step = Step.first(Action.REQUEST, terms, signed);
            return invitations.join(invitation.id(), invitation.secret(), terms.text(), step.signed(name, key));
        }

        @Override
        public void close() {
            log.close();
        }
    }

    private static Terms terms(String id, String name, KeyPair key) {
        return Two.terms(id, "flights", Two.party(name, key));
    }

    private static Invitation invite(Server server) {
        Terms terms = terms(Terms.newId(), Two.PARTNER, Two.key(99));
        return Invitation.read(server.invitations()
                .create(terms, Duration.ofDays(7))
                .toString()
                .getBytes(StandardCharsets.UTF_8));
    }

    private static State state(Agreement.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Agreement.Outcome.Changed.class);
        return ((Agreement.Outcome.Changed) outcome).agreement().state();
    }

    private static Refusal refused(Agreement.Outcome outcome) {
        assertThat(outcome).isInstanceOf(Agreement.Outcome.Refused.class);
        return ((Agreement.Outcome.Refused) outcome).why();
    }

    @Test
    void worksForOneKeyHoweverOftenItComesAndWheneverTheServerStarts() {
        Invitation invitation;
        try (Server server = Server.start(Two.NOW)) {
            invitation = invite(server);

            assertThat(state(server.join(invitation, Two.PARTNER_KEY))).isEqualTo(State.FINALIZED);
            assertThat(state(server.join(invitation, Two.PARTNER_KEY))).isEqualTo(State.FINALIZED);
        }
        try (Server later = Server.start(Two.NOW.plusSeconds(60))) {
            assertThat(state(later.join(invitation, Two.PARTNER_KEY))).isEqualTo(State.FINALIZED);
            assertThat(later.log().find(invitation.id()).orElseThrow().taken()).hasSize(3);
            Refusal other = refused(later.join(invitation, Two.key(3)));
            assertThat(other.code()).isEqualTo(Refusal.Code.REPLAYED);
            assertThat(other.detail())
                    .startsWith("invitation " + invitation.id() + ": was used at 2026-12-01T10:00:00Z by another key, ")
                    .endsWith(": if that is not yours, call acme.example");
            assertThat(later.invitations().list())
                    .filteredOn(listed -> listed.offer().id().equals(invitation.id()))
                    .singleElement()
                    .satisfies(listed ->
                            assertThat(listed.usedBy().orElseThrow()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
        }
    }

    @Test
    void continuesForTheSameKeyWhereverTheServerWasKilled() {
        try (Server server = Server.start(Two.NOW)) {
            Invitation used = invite(server);
            Path folder = dir.resolve("invitations");
            Kept kept = Kept.read(Kept.file(folder, used.id())).orElseThrow();
            String vkey = Two.party(Two.PARTNER, Two.PARTNER_KEY).vkey();
            kept.used(new Kept.Use(vkey, Two.NOW)).write(folder);
            Invitation requested = invite(server);
            Terms terms = terms(requested.id(), Two.PARTNER, Two.PARTNER_KEY);
            server.log()
                    .take(
                            Step.first(Action.REQUEST, terms, Two.NOW).signed(Two.PARTNER, Two.PARTNER_KEY),
                            Optional.of(terms.text()));

            assertThat(refused(server.join(used, Two.key(3))).code()).isEqualTo(Refusal.Code.REPLAYED);
            assertThat(state(server.join(used, Two.PARTNER_KEY))).isEqualTo(State.FINALIZED);
            assertThat(state(server.join(requested, Two.PARTNER_KEY))).isEqualTo(State.FINALIZED);
        }
    }

    @Test
    void letsOneOfManyKeysJoinThatComeAtOnce() {
        try (Server server = Server.start(Two.NOW)) {
            Invitation invitation = invite(server);

            List<Agreement.Outcome> outcomes = Stream.iterate(10, key -> key + 1)
                    .limit(8)
                    .parallel()
                    .map(key -> server.join(invitation, Two.key(key)))
                    .toList();

            assertThat(outcomes)
                    .filteredOn(Agreement.Outcome.Changed.class::isInstance)
                    .hasSize(1);
            assertThat(outcomes)
                    .filteredOn(Agreement.Outcome.Refused.class::isInstance)
                    .hasSize(7)
                    .allMatch(outcome -> refused(outcome).code() == Refusal.Code.REPLAYED);
        }
    }

    @Test
    void refusesWithALineAndRecordsNothing() {
        try (Server server = Server.start(Two.NOW)) {
            Invitation invitation = invite(server);
            String of = "invitation " + invitation.id() + ": ";

            assertThat(refused(server.join(invitation, "other.example", Two.PARTNER_KEY, Two.NOW))
                            .detail())
                    .isEqualTo(of + "is for partner.example, not for other.example");
            assertThat(refused(server.join(invitation, Two.PARTNER, Two.PARTNER_KEY, Two.NOW.minusSeconds(121)))
                            .detail())
                    .isEqualTo(of
                            + "the request was signed at 2026-12-01T09:57:59Z, here it is 2026-12-01T10:00:00Z, limit"
                            + " PT2M apart: set the clock");
            Terms cheaper = Two.terms(invitation.id(), "weather", Two.party(Two.PARTNER, Two.PARTNER_KEY));
            assertThat(refused(server.invitations()
                                    .join(
                                            invitation.id(),
                                            invitation.secret(),
                                            cheaper.text(),
                                            Step.first(Action.REQUEST, cheaper, Two.NOW)
                                                    .signed(Two.PARTNER, Two.PARTNER_KEY)))
                            .detail())
                    .isEqualTo(of + "other terms than those that were offered");
            Terms terms = terms(invitation.id(), Two.PARTNER, Two.PARTNER_KEY);
            Step step = Step.first(Action.REQUEST, terms, Two.NOW);
            assertThat(refused(server.invitations()
                                    .join(
                                            invitation.id(),
                                            "guessed",
                                            terms.text(),
                                            step.signed(Two.PARTNER, Two.PARTNER_KEY)))
                            .detail())
                    .isEqualTo(of + "that is not its secret");
            assertThat(refused(server.invitations()
                                    .join(
                                            invitation.id(),
                                            invitation.secret(),
                                            terms.text(),
                                            step.signed(Two.PARTNER, Two.key(3))))
                            .code())
                    .isEqualTo(Refusal.Code.WRONG_SIGNER);
            String unknown = "0".repeat(32);
            assertThat(refused(server.invitations()
                                    .join(
                                            unknown,
                                            invitation.secret(),
                                            terms.text(),
                                            step.signed(Two.PARTNER, Two.PARTNER_KEY)))
                            .detail())
                    .isEqualTo("there is no invitation " + unknown);

            assertThat(server.log().find(invitation.id())).isEmpty();
            assertThat(server.invitations().list())
                    .anyMatch(one -> one.offer().id().equals(invitation.id())
                            && one.usedBy().isEmpty());
        }
    }

    @Test
    void expiresForAKeyThatHasNotJoinedAndForNoOther() {
        Invitation late;
        Invitation early;
        try (Server server = Server.start(Two.NOW)) {
            late = invite(server);
            early = invite(server);
            server.join(early, Two.PARTNER_KEY);
        }
        Instant after = Two.NOW.plus(Duration.ofDays(7));
        try (Server server = Server.start(after)) {
            assertThat(refused(server.join(late, Two.PARTNER, Two.PARTNER_KEY, after))
                            .detail())
                    .isEqualTo("invitation " + late.id() + ": expired at 2026-12-08T10:00:00Z, here it is"
                            + " 2026-12-08T10:00:00Z: ask acme.example for another");
            assertThat(state(server.join(early, Two.PARTNER, Two.PARTNER_KEY, after)))
                    .isEqualTo(State.FINALIZED);
        }
    }

    @Test
    void isNotMadeForLongerThanNinetyDays() {
        try (Server server = Server.start(Two.NOW)) {
            Terms terms = terms(Terms.newId(), Two.PARTNER, Two.key(99));

            assertThatThrownBy(() -> server.invitations().create(terms, Duration.ofDays(91)))
                    .isInstanceOf(MalformedException.class)
                    .hasMessage("invitation: valid for PT2184H, limits PT1S and PT2160H");
        }
    }
}
