package io.tombolo.agreements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void isInForceOnceBothSignedAndTheOwnerRecordedIt() {
        Agreement agreement = Two.inForce();

        assertThat(agreement.state()).isEqualTo(State.FINALIZED);
        assertThat(agreement.taken())
                .extracting(Agreement.Taken::by)
                .containsExactly(Two.OWNER, Two.PARTNER, Two.OWNER);
        assertThat(agreement.inForce(Two.NOW)).isTrue();
        assertThat(agreement.inForce(agreement.terms().until())).isFalse();
        assertThat(agreement.inForce(agreement.terms().from().minusSeconds(1))).isFalse();
    }

    @Test
    void aPartnerMayBeginAndTheOwnerMayAnswerWithOtherTerms() {
        Terms asked = Two.terms();
        Agreement requested = Two.taken(
                Optional.empty(), Two.byPartner(Step.first(Action.REQUEST, asked, Two.NOW)), Optional.of(asked.text()));
        Terms dearer = Terms.parse(asked.text().replace("price 12.50", "price 20"));
        Agreement offered = Two.taken(
                Optional.of(requested),
                Two.byOwner(requested.next(Action.OFFER, dearer, Two.NOW)),
                Optional.of(dearer.text()));
        Agreement agreed = Two.taken(offered, Two.byPartner(offered.next(Action.ACCEPT, Two.NOW, "-")));

        assertThat(List.of(requested.state(), offered.state(), agreed.state()))
                .containsExactly(State.REQUESTED, State.OFFERED, State.AGREED);
        assertThat(agreed.terms().pricePerMillion()).isEqualTo("20");
        Agreement accepted = Two.taken(requested, Two.byOwner(requested.next(Action.ACCEPT, Two.NOW, "-")));
        assertThat(accepted.state()).isEqualTo(State.AGREED);
    }

    @Test
    void eitherSideSuspendsAndOnlyThatOneResumes() {
        Agreement inForce = Two.inForce();
        Agreement suspended = Two.taken(inForce, Two.byPartner(inForce.next(Action.SUSPEND, Two.NOW, "maintenance")));

        assertThat(suspended.inForce(Two.NOW)).isFalse();
        assertThat(why(suspended, Two.byOwner(suspended.next(Action.RESUME, Two.NOW, "-"))))
                .isEqualTo(new Refusal(
                        Refusal.Code.WRONG_SIGNER,
                        "resume of " + suspended.id() + ": not signed by partner.example with the key of the terms"));
        Agreement resumed = Two.taken(suspended, Two.byPartner(suspended.next(Action.RESUME, Two.NOW, "-")));
        assertThat(resumed.inForce(Two.NOW)).isTrue();
    }

    @Test
    void eitherSideEndsItInEveryStateAndNothingFollows() {
        for (Agreement before : List.of(Two.offered(), Two.inForce())) {
            Agreement ended = Two.taken(before, Two.byPartner(before.next(Action.END, Two.NOW, "no use")));

            assertThat(ended.state()).isEqualTo(State.TERMINATED);
            for (Action action : Action.values()) {
                if (!action.proposes()) {
                    Refusal refusal = why(ended, Two.byOwner(ended.next(action, Two.NOW, "-")));
                    assertThat(refusal.code()).isEqualTo(Refusal.Code.OUT_OF_ORDER);
                    assertThat(refusal.detail()).endsWith("not possible in state TERMINATED");
                }
            }
        }
    }

    @Test
    void refusesTheWrongSigner() {
        Agreement offered = Two.offered();
        Step accept = offered.next(Action.ACCEPT, Two.NOW, "-");
        List<SignedNote> wrong = List.of(
                Two.byOwner(accept),
                accept.signed(Two.PARTNER, Two.key(3)),
                accept.signed("other.example", Two.PARTNER_KEY),
                Two.byPartner(accept).with(Two.byOwner(accept).signatures().get(0)));

        assertThat(wrong)
                .allSatisfy(note -> assertThat(why(offered, note).code()).isEqualTo(Refusal.Code.WRONG_SIGNER));
    }

    @Test
    void refusesAStepThatWasTakenBefore() {
        Agreement inForce = Two.inForce();
        SignedNote suspend = Two.byOwner(inForce.next(Action.SUSPEND, Two.NOW, "-"));
        Agreement suspended = Two.taken(inForce, suspend);
        Agreement resumed = Two.taken(suspended, Two.byOwner(suspended.next(Action.RESUME, Two.NOW, "-")));

        assertThat(why(resumed, suspend).code()).isEqualTo(Refusal.Code.REPLAYED);
        Refusal offer = ((Agreement.Outcome.Refused) Agreement.take(
                        Optional.of(resumed),
                        Two.byOwner(Step.first(Action.OFFER, Two.terms(), Two.NOW)),
                        Optional.of(Two.terms().text()),
                        Two.NOW))
                .why();
        assertThat(offer.detail()).isEqualTo("offer of " + resumed.id() + ": number 0 was taken before, next is 5");
    }

    @Test
    void refusesAlteredTermsAndAnotherHistory() {
        Agreement offered = Two.offered();
        Terms other = Terms.parse(Two.terms().text().replace("price 12.50", "price 1"));
        Step accept = offered.next(Action.ACCEPT, Two.NOW, "-");
        Step otherTerms = new Step(Action.ACCEPT, accept.id(), 1, accept.previous(), other.hash(), Two.NOW, "-");
        Step otherHistory = new Step(Action.ACCEPT, accept.id(), 1, other.hash(), accept.terms(), Two.NOW, "-");

        assertThat(why(offered, Two.byPartner(otherTerms)).code()).isEqualTo(Refusal.Code.ALTERED);
        assertThat(why(offered, Two.byPartner(otherHistory)).code()).isEqualTo(Refusal.Code.ALTERED);
    }

    @Test
    void refusesACounterProposalAboutAnotherDatasetOrPartner() {
        Agreement offered = Two.offered();
        List<Terms> others = List.of(
                Terms.parse(Two.terms().text().replace("/flights", "/orders")),
                Two.terms(offered.id(), "flights", Two.party("other.example", Two.key(3))));
        for (Terms other : others) {
            Step step = offered.next(Action.REQUEST, other, Two.NOW);

            Agreement.Outcome outcome =
                    Agreement.take(Optional.of(offered), Two.byPartner(step), Optional.of(other.text()), Two.NOW);

            assertThat(((Agreement.Outcome.Refused) outcome).why().code()).isEqualTo(Refusal.Code.ALTERED);
        }
    }

    @Test
    void refusesWhatComesTooLate() {
        Agreement offered = Two.offered();
        Instant late = offered.terms().until();

        Agreement.Outcome outcome = Agreement.take(
                Optional.of(offered), Two.byPartner(offered.next(Action.ACCEPT, late, "-")), Optional.empty(), late);

        assertThat(((Agreement.Outcome.Refused) outcome).why())
                .isEqualTo(new Refusal(
                        Refusal.Code.EXPIRED,
                        "accept of " + offered.id() + ": the period ended at 2027-12-01T00:00:00Z"));
    }

    @Test
    void refusesAFirstStepWithoutTermsAndALaterOneOfNothing() {
        Terms terms = Two.terms();
        Step first = Step.first(Action.OFFER, terms, Two.NOW);
        Step accept = Two.offered().next(Action.ACCEPT, Two.NOW, "-");

        assertThat(refusal(Optional.empty(), Two.byOwner(first), Optional.empty())
                        .code())
                .isEqualTo(Refusal.Code.MALFORMED);
        assertThat(refusal(Optional.empty(), Two.byPartner(accept), Optional.empty())
                        .code())
                .isEqualTo(Refusal.Code.UNKNOWN);
        assertThat(refusal(Optional.empty(), Two.byOwner(first), Optional.of("nonsense"))
                        .code())
                .isEqualTo(Refusal.Code.MALFORMED);
    }

    @Test
    void readsAFileAgainAndFindsEveryChangeOfIt() {
        Agreement agreement = Two.inForce();
        ObjectNode json = AgreementFile.write(agreement);
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(AgreementFile.write(AgreementFile.read(bytes))).isEqualTo(json);
        List<String> accepted = new ArrayList<>();
        String signed = json.path("signed").toString();
        for (int i = 0; i < signed.length(); i++) {
            char other = signed.charAt(i) == 'A' ? 'B' : 'A';
            String changed = signed.substring(0, i) + other + signed.substring(i + 1);
            String file = json.toString().replace(signed, changed);
            try {
                Agreement read = AgreementFile.read(file.getBytes(StandardCharsets.UTF_8));
                if (!AgreementFile.write(read).equals(json)) {
                    accepted.add(changed);
                }
            } catch (MalformedException expected) {
                // What counts was changed.
            }
        }
        assertThat(accepted).isEmpty();
        assertThatThrownBy(() -> AgreementFile.read("{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("format '', must be tombolo-agreement/1");
    }

    @Test
    void aRequestForCredentialsCountsWithTheConsumersSignatureAlone() {
        CredentialRequest request = new CredentialRequest(Two.terms().id(), Two.NOW);
        SignedNote good = request.signed(Two.PARTNER, Two.PARTNER_KEY);
        Party partner = Two.terms().consumer();

        assertThat(CredentialRequest.parse(good)).isEqualTo(request);
        assertThat(partner.signed(good)).isTrue();
        assertThat(partner.signed(request.signed(Two.OWNER, Two.OWNER_KEY))).isFalse();
        assertThat(partner.signed(request.signed(Two.PARTNER, Two.OWNER_KEY))).isFalse();
        assertThatThrownBy(() -> CredentialRequest.parse(
                        Two.byPartner(Two.offered().next(Action.ACCEPT, Two.NOW.plus(Duration.ofDays(1)), "-"))))
                .isInstanceOf(MalformedException.class);
    }

    private static Refusal why(Agreement before, SignedNote note) {
        return refusal(Optional.of(before), note, Optional.empty());
    }

    private static Refusal refusal(Optional<Agreement> before, SignedNote note, Optional<String> terms) {
        return ((Agreement.Outcome.Refused) Agreement.take(before, note, terms, Two.NOW)).why();
    }
}
