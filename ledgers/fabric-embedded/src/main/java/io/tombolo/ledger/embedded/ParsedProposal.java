package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tombolo.merkle.Hash;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.peer.ChaincodeInvocationSpec;
import org.hyperledger.fabric.protos.peer.ChaincodeProposalPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeSpec;
import org.hyperledger.fabric.protos.peer.Proposal;
import org.hyperledger.fabric.protos.peer.SignedProposal;

/** A client's proposal taken apart, and the checks that need nothing but the proposal. */
record ParsedProposal(
        SignedProposal signed,
        Header header,
        ChannelHeader channelHeader,
        SignatureHeader signatureHeader,
        ByteString payloadWithoutTransient,
        ChaincodeSpec chaincode) {

    public static ParsedProposal of(SignedProposal signed) throws InvalidProtocolBufferException {
        Proposal proposal = Proposal.parseFrom(signed.getProposalBytes());
        Header header = Header.parseFrom(proposal.getHeader());
        ChaincodeProposalPayload payload = ChaincodeProposalPayload.parseFrom(proposal.getPayload());
        return new ParsedProposal(
                signed,
                header,
                ChannelHeader.parseFrom(header.getChannelHeader()),
                SignatureHeader.parseFrom(header.getSignatureHeader()),
                payload.toBuilder().clearTransientMap().build().toByteString(),
                ChaincodeInvocationSpec.parseFrom(payload.getInput()).getChaincodeSpec());
    }

    public String channel() {
        return channelHeader.getChannelId();
    }

    public String chaincodeName() {
        return chaincode.getChaincodeId().getName();
    }

    public String transactionId() {
        return channelHeader.getTxId();
    }

    List<ByteString> arguments() {
        return chaincode.getInput().getArgsList();
    }

    void requireWellFormed() throws ProposalRefusedException {
        require(channelHeader.getType() == HeaderType.ENDORSER_TRANSACTION_VALUE, "invalid header type");
        require(channelHeader.getEpoch() == 0, "epoch is non-zero");
        require(!signatureHeader.getNonce().isEmpty(), "nonce is empty");
        require(!signatureHeader.getCreator().isEmpty(), "creator is empty");
        require(!arguments().isEmpty(), "chaincode input did not contain any input");
        String expected = HexFormat.of().formatHex(sha256(signatureHeader.getNonce(), signatureHeader.getCreator()));
        require(
                expected.equals(transactionId()),
                "incorrectly computed txid '" + transactionId() + "' -- expected '" + expected + "'");
    }

    /** SHA-256(channel header ‖ signature header ‖ payload without transient data): ties the answer to the question. */
    ByteString hash() {
        return ByteString.copyFrom(
                sha256(header.getChannelHeader(), header.getSignatureHeader(), payloadWithoutTransient));
    }

    private static void require(boolean holds, String message) throws ProposalRefusedException {
        if (!holds) {
            throw new ProposalRefusedException("error validating proposal: " + message);
        }
    }

    private static byte[] sha256(ByteString... parts) {
        MessageDigest digest = Hash.sha256();
        for (ByteString part : parts) {
            digest.update(part.asReadOnlyByteBuffer());
        }
        return digest.digest();
    }
}
