package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.gateway.CommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.junit.jupiter.api.Test;

/** What a gateway refuses, in which words: unknown names, others' identities, signatures that are none. */
abstract class GatewayRefusals extends GatewayClientTests {
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
}
