package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.ledger.wire.AnchorEvent;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.ChaincodeEvent;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.Test;

/**
 * How Fabric's gateway behaves towards its own client, on a real network and on the embedded one. Where they differ, the
 * embedded one has a bug.
 */
abstract class GatewayBehaviour extends GatewayRefusals {
    @Test
    void tellsTheBlockOfACommittedTransaction() throws Exception {
        SubmittedTransaction submitted = register(freshLog()).endorse().submitAsync();

        var status = submitted.getStatus();

        assertThat(status.isSuccessful()).isTrue();
        assertThat(status.getBlockNumber()).isPositive();
        assertThat(new String(submitted.getResult(), UTF_8)).isEqualTo("registered\n");
    }

    @Test
    void letsOneOfTwoTransactionsWinThatReadTheSame() throws Exception {
        OwnedLog log = registered();
        Transaction first = anchor(log.head(0, 3)).endorse();
        Transaction second = anchor(log.head(0, 5)).endorse();

        var firstStatus = first.submitAsync().getStatus();
        var secondStatus = second.submitAsync().getStatus();

        assertThat(firstStatus.getCode()).isEqualTo(TxValidationCode.VALID);
        assertThat(secondStatus.getCode()).isEqualTo(TxValidationCode.MVCC_READ_CONFLICT);
    }

    @Test
    void countsNoTransactionThatOneMemberAloneEndorsed() throws Exception {
        Transaction lonely = contract()
                .newProposal("RegisterDataset")
                .addArguments(arguments(freshLog()))
                .setEndorsingOrganizations(fabric().members().get(0))
                .build()
                .endorse();

        CommitException refused = catchThrowableOfType(CommitException.class, lonely::submit);

        assertThat(refused.getCode()).isEqualTo(TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
    }

    @Test
    void countsTheSameTransactionOnce() throws Exception {
        Transaction transaction = register(freshLog()).endorse();
        var first = transaction.submitAsync().getStatus();

        Transaction again = connection().gateway().newTransaction(transaction.getBytes());
        var second = again.submitAsync().getStatus();

        assertThat(second.getCode()).isEqualTo(TxValidationCode.VALID);
        assertThat(second.getBlockNumber()).isEqualTo(first.getBlockNumber());
    }

    @Test
    void endorsesNoProposalAgainThatIsCommitted() throws Exception {
        Proposal proposal = register(freshLog());
        proposal.endorse().submit();

        EndorseException refused = catchThrowableOfType(EndorseException.class, proposal::endorse);

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.ABORTED);
        assertThat(refused.getDetails())
                .anySatisfy(detail -> assertThat(detail.getMessage()).contains("duplicate transaction found"));
    }

    @Test
    void followsEventsFromABlockAndFromACursor() throws Exception {
        OwnedLog log = registered();
        var first = submit(anchor(log.head(0, 3)));
        var second = submit(anchor(log.head(3, 5)));

        try (CloseableIterator<ChaincodeEvent> events = connection()
                .network()
                .newChaincodeEventsRequest(fabric().chaincode())
                .startBlock(first.getBlockNumber())
                .build()
                .getEvents(options -> options.withDeadlineAfter(20, TimeUnit.SECONDS))) {
            assertEvent(events.next(), first.getTransactionId(), log, 3);
            assertEvent(events.next(), second.getTransactionId(), log, 5);
        }
        try (CloseableIterator<ChaincodeEvent> events = connection()
                .network()
                .newChaincodeEventsRequest(fabric().chaincode())
                .startBlock(first.getBlockNumber())
                .checkpoint(after(first))
                .build()
                .getEvents(options -> options.withDeadlineAfter(20, TimeUnit.SECONDS))) {
            assertEvent(events.next(), second.getTransactionId(), log, 5);
        }
    }

    @Test
    void sendsNoEventsAfterATransactionThatItNeverMeets() throws Exception {
        OwnedLog log = registered();
        var first = submit(anchor(log.head(0, 3)));
        var cursor = new org.hyperledger.fabric.client.InMemoryCheckpointer();
        cursor.checkpointTransaction(first.getBlockNumber(), "0".repeat(64));

        try (CloseableIterator<ChaincodeEvent> events = connection()
                .network()
                .newChaincodeEventsRequest(fabric().chaincode())
                .checkpoint(cursor)
                .build()
                .getEvents(options -> options.withDeadlineAfter(1500, TimeUnit.MILLISECONDS))) {
            submit(anchor(log.head(3, 5)));

            GatewayRuntimeException nothing = catchThrowableOfType(GatewayRuntimeException.class, events::hasNext);
            assertThat(nothing.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
    }

    private static void assertEvent(ChaincodeEvent event, String transactionId, OwnedLog log, long size) {
        assertThat(event.getTransactionId()).isEqualTo(transactionId);
        assertThat(event.getEventName()).isEqualTo("anchored");
        assertThat(AnchorEvent.decode(new String(event.getPayload(), UTF_8)).heads())
                .containsExactly(new AnchoringTransaction.Head(log.origin(), size));
    }

    private static org.hyperledger.fabric.client.Checkpoint after(org.hyperledger.fabric.client.Status status) {
        var cursor = new org.hyperledger.fabric.client.InMemoryCheckpointer();
        cursor.checkpointTransaction(status.getBlockNumber(), status.getTransactionId());
        return cursor;
    }
}
