package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoveTest {
    /** Drawn from the specification's two diagrams by hand: state, move, senders, next state. */
    private static final List<String> ALLOWED = List.of(
            "OFFERED REQUEST C REQUESTED",
            "REQUESTED OFFER P OFFERED",
            "OFFERED ACCEPT C ACCEPTED",
            "REQUESTED AGREE P AGREED",
            "ACCEPTED AGREE P AGREED",
            "AGREED VERIFY C VERIFIED",
            "VERIFIED FINALIZE P FINALIZED",
            "REQUESTED TERMINATE CP TERMINATED",
            "OFFERED TERMINATE CP TERMINATED",
            "ACCEPTED TERMINATE CP TERMINATED",
            "AGREED TERMINATE CP TERMINATED",
            "VERIFIED TERMINATE CP TERMINATED",
            "REQUESTED START P STARTED",
            "SUSPENDED START CP STARTED",
            "STARTED SUSPEND CP SUSPENDED",
            "STARTED COMPLETE CP COMPLETED",
            "REQUESTED STOP CP TERMINATED",
            "STARTED STOP CP TERMINATED",
            "SUSPENDED STOP CP TERMINATED");

    @Test
    void allowsWhatTheSpecificationsDiagramsShowAndNothingElse() {
        List<String> allowed = new ArrayList<>();
        for (State state : State.values()) {
            for (Move move : Move.values()) {
                for (Side sender : Side.values()) {
                    if (move.from(state, sender) instanceof Move.Next.To to) {
                        allowed.add(state + " " + move + " " + sender.name().charAt(0) + " " + to.state());
                    }
                }
            }
        }

        List<String> expected = ALLOWED.stream()
                .map(line -> line.split(" ", -1))
                .flatMap(line -> line[2].chars()
                        .mapToObj(sender -> line[0] + " " + line[1] + " " + (char) sender + " " + line[3]))
                .toList();
        assertThat(allowed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void namesTheMessageAndTheStateThatItRefuses() {
        assertThat(Move.VERIFY.from(State.OFFERED, Side.CONSUMER))
                .isEqualTo(new Move.Next.Refused(
                        "ContractAgreementVerificationMessage: not possible in state OFFERED," + " must be [AGREED]"));
        assertThat(Move.OFFER.from(State.REQUESTED, Side.CONSUMER))
                .isEqualTo(new Move.Next.Refused("ContractOfferMessage: not a message of the consumer"));
        assertThat(Move.START.from(State.REQUESTED, Side.CONSUMER))
                .isEqualTo(new Move.Next.Refused(
                        "TransferStartMessage: not a message of the consumer in state REQUESTED"));
    }
}
