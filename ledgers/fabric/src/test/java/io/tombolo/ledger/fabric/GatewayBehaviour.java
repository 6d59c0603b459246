package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.tombolo.ledger.AnchoredHead;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.ledger.wire.AnchorEvent;
import io.tombolo.ledger.wire.HeadText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.hyperledger.fabric.client.ChaincodeEvent;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How Fabric's gateway behaves towards its own client, on a real network and on the embedded one. Where they differ, the
 * embedded one has a bug.
 */
abstract class GatewayBehaviour {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private Path directory;

    private GatewayConnection connection;

    abstract FabricUnderTest fabric();

    @AfterEach
    void close() {
        if (connection != null) {
            connection.close();
        }
    }

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
    void passesOnTheChaincodesError() {
        EndorseException endorsing = catchThrowableOfType(
                EndorseException.class,
                () -> contract()
                        .newProposal("Anchor")
                        .addArguments("nonsense")
                        .build()
                        .endorse());
        GatewayException evaluating = catchThrowableOfType(
                GatewayException.class, () -> contract().evaluateTransaction("Anchor", "nonsense"));

        assertThat(endorsing.getStatus().getCode()).isEqualTo(Code.ABORTED);
        assertThat(endorsing.getDetails())
                .anySatisfy(detail -> assertThat(detail.getMessage()).startsWith("chaincode response 500, Anchor: "));
        assertThat(evaluating.getStatus().getCode()).isEqualTo(Code.UNKNOWN);
        assertThat(evaluating.getDetails())
                .anySatisfy(detail -> assertThat(detail.getMessage()).startsWith("chaincode response 500, Anchor: "));
    }

    @Test
    void knowsNoOtherChaincode() {
        Contract other = connection().network().getContract("other");

        GatewayException evaluating =
                catchThrowableOfType(GatewayException.class, () -> other.evaluateTransaction("ReadAnchor", "x", "1"));
        EndorseException endorsing = catchThrowableOfType(
                EndorseException.class,
                () -> other.newProposal("ReadAnchor").build().endorse());

        assertThat(evaluating.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(endorsing.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    }

    @Test
    void knowsNoOtherChannel() {
        Contract other = connection().gateway().getNetwork("other").getContract("anchors");

        GatewayException evaluating =
                catchThrowableOfType(GatewayException.class, () -> other.evaluateTransaction("ReadAnchor", "x", "1"));
        EndorseException endorsing = catchThrowableOfType(
                EndorseException.class,
                () -> other.newProposal("ReadAnchor").build().endorse());

        assertThat(evaluating.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(endorsing.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    }

    @Test
    void findsNoPeersOfAnUnknownMember() {
        EndorseException refused = catchThrowableOfType(
                EndorseException.class,
                () -> contract()
                        .newProposal("RegisterDataset")
                        .addArguments(arguments(freshLog()))
                        .setEndorsingOrganizations("StrangerMSP")
                        .build()
                        .endorse());

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refused.getStatus().getDescription()).contains("StrangerMSP");
    }

    @Test
    void deniesACertificateWhoseKeyIsAnother() {
        FabricIdentity mine = fabric().identities().get(0);
        FabricIdentity other = fabric().identities().get(1);

        refusesToServe(new FabricIdentity(mine.mspId(), mine.certificate(), other.signer()));
    }

    @Test
    void deniesAMembersCertificateUnderAnotherMembersName() {
        FabricIdentity mine = fabric().identities().get(0);
        FabricIdentity other = fabric().identities().get(1);

        refusesToServe(new FabricIdentity(other.mspId(), mine.certificate(), mine.signer()));
    }

    @Test
    void deniesTheOtherSpellingOfASignature() {
        FabricIdentity mine = fabric().identities().get(0);
        BigInteger order =
                ((ECPublicKey) mine.certificate().getPublicKey()).getParams().getOrder();

        refusesToServe(new FabricIdentity(mine.mspId(), mine.certificate(), digest -> {
            try {
                BigInteger[] rs =
                        StandardDSAEncoding.INSTANCE.decode(order, mine.signer().sign(digest));
                return StandardDSAEncoding.INSTANCE.encode(order, rs[0], order.subtract(rs[1]));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    @Test
    void deniesAMemberNobodyKnows() {
        FabricIdentity mine = fabric().identities().get(0);

        refusesToServe(new FabricIdentity("StrangerMSP", mine.certificate(), mine.signer()));
    }

    @Test
    void waitsForAStatusNoLongerThanTheClientDoes() {
        byte[] request = SignedCommitStatusRequest.newBuilder()
                .setRequest(CommitStatusRequest.newBuilder()
                        .setChannelId(fabric().channel())
                        .setTransactionId("0".repeat(64))
                        .setIdentity(Submission.serialised(fabric().identities().get(0)))
                        .build()
                        .toByteString())
                .build()
                .toByteArray();

        CommitStatusException unknown = catchThrowableOfType(
                CommitStatusException.class,
                () -> connection()
                        .gateway()
                        .newCommit(request)
                        .getStatus(options -> options.withDeadlineAfter(700, TimeUnit.MILLISECONDS)));

        assertThat(unknown.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void refusesToSubmitWhatSomebodyElseSigned() throws Exception {
        Transaction endorsed = register(freshLog()).endorse();
        FabricIdentity mine = fabric().identities().get(0);
        FabricIdentity mixed = new FabricIdentity(
                mine.mspId(), mine.certificate(), fabric().identities().get(1).signer());

        try (GatewayConnection other = connect(mixed)) {
            Transaction stolen = other.gateway().newTransaction(endorsed.getBytes());
            SubmitException refused = catchThrowableOfType(SubmitException.class, stolen::submitAsync);

            assertThat(refused.getStatus().getCode()).isEqualTo(Code.ABORTED);
            assertThat(refused.getStatus().getDescription()).contains("FORBIDDEN");
        }
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
                .containsExactly(new AnchoredHead(log.origin(), size));
    }

    private static org.hyperledger.fabric.client.Checkpoint after(org.hyperledger.fabric.client.Status status) {
        var cursor = new org.hyperledger.fabric.client.InMemoryCheckpointer();
        cursor.checkpointTransaction(status.getBlockNumber(), status.getTransactionId());
        return cursor;
    }

    private void refusesToServe(FabricIdentity identity) {
        try (GatewayConnection denied = connect(identity)) {
            EndorseException endorsing = catchThrowableOfType(
                    EndorseException.class,
                    () -> denied.contract()
                            .newProposal("RegisterDataset")
                            .addArguments(arguments(freshLog()))
                            .build()
                            .endorse());
            GatewayException evaluating = catchThrowableOfType(
                    GatewayException.class, () -> denied.contract().evaluateTransaction("LatestAnchor", "x"));

            assertThat(endorsing.getStatus().getCode()).isEqualTo(Code.ABORTED);
            assertThat(endorsing.getDetails())
                    .anySatisfy(detail -> assertThat(detail.getMessage())
                            .contains("access denied: channel [" + fabric().channel() + "] creator org"));
            assertThat(evaluating.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        }
    }

    private org.hyperledger.fabric.client.Status submit(Proposal proposal) throws Exception {
        var status = proposal.endorse().submitAsync().getStatus();
        assertThat(status.isSuccessful()).isTrue();
        return status;
    }

    private OwnedLog registered() throws Exception {
        OwnedLog log = freshLog();
        submit(register(log));
        return log;
    }

    private static OwnedLog freshLog() {
        return OwnedLog.of("gateway.example", "g-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
    }

    private static String[] arguments(OwnedLog log) {
        return new String[] {
            log.registration().organisation(),
            log.registration().dataset(),
            log.registration().logKey()
        };
    }

    private Proposal register(OwnedLog log) {
        return contract()
                .newProposal("RegisterDataset")
                .addArguments(arguments(log))
                .build();
    }

    private Proposal anchor(HeadToAnchor head) {
        return contract()
                .newProposal("Anchor")
                .addArguments(HeadText.encode(List.of(head)))
                .build();
    }

    private Contract contract() {
        return connection().contract();
    }

    private GatewayConnection connection() {
        if (connection == null) {
            connection = connect(fabric().identities().get(0));
        }
        return connection;
    }

    private GatewayConnection connect(FabricIdentity identity) {
        FabricUnderTest fabric = fabric();
        return new GatewayConnection(
                fabric.gateways().get(0),
                new FabricLedgerConfig(
                        fabric.gateways(),
                        fabric.channel(),
                        fabric.chaincode(),
                        identity,
                        fabric.members(),
                        directory,
                        Duration.ofSeconds(30)));
    }
}
