package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tombolo.merkle.Hash;
import java.util.HexFormat;
import java.util.List;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;

/** An endorsed transaction taken apart; raw bytes are kept where something is signed over them. */
record ParsedTransaction(
        ChannelHeader channelHeader,
        SignatureHeader signatureHeader,
        ByteString proposalHash,
        ByteString expectedProposalHash,
        ByteString proposalResponsePayload,
        List<Endorsement> endorsements,
        ChaincodeAction action,
        KVRWSet readWriteSet) {

    static ParsedTransaction of(Envelope envelope, String chaincode) throws InvalidProtocolBufferException {
        Payload payload = Payload.parseFrom(envelope.getPayload());
        ByteString channelHeader = payload.getHeader().getChannelHeader();
        ByteString signatureHeader = payload.getHeader().getSignatureHeader();
        Transaction transaction = Transaction.parseFrom(payload.getData());
        if (transaction.getActionsCount() != 1) {
            throw new InvalidProtocolBufferException("actions: " + transaction.getActionsCount() + ", must be 1");
        }
        ChaincodeActionPayload action =
                ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload());
        ByteString signed = action.getAction().getProposalResponsePayload();
        ProposalResponsePayload response = ProposalResponsePayload.parseFrom(signed);
        ChaincodeAction result = ChaincodeAction.parseFrom(response.getExtension());
        var digest = Hash.sha256();
        digest.update(channelHeader.asReadOnlyByteBuffer());
        digest.update(signatureHeader.asReadOnlyByteBuffer());
        digest.update(action.getChaincodeProposalPayload().asReadOnlyByteBuffer());
        return new ParsedTransaction(
                ChannelHeader.parseFrom(channelHeader),
                SignatureHeader.parseFrom(signatureHeader),
                response.getProposalHash(),
                ByteString.copyFrom(digest.digest()),
                signed,
                List.copyOf(action.getAction().getEndorsementsList()),
                result,
                readWriteSet(result, chaincode));
    }

    String transactionId() {
        return channelHeader.getTxId();
    }

    /** Hex of SHA-256(nonce ‖ creator). */
    String expectedTransactionId() {
        var digest = Hash.sha256();
        digest.update(signatureHeader.getNonce().asReadOnlyByteBuffer());
        digest.update(signatureHeader.getCreator().asReadOnlyByteBuffer());
        return HexFormat.of().formatHex(digest.digest());
    }

    ChaincodeEvent event() throws InvalidProtocolBufferException {
        return ChaincodeEvent.parseFrom(action.getEvents());
    }

    private static KVRWSet readWriteSet(ChaincodeAction action, String chaincode)
            throws InvalidProtocolBufferException {
        KVRWSet.Builder all = KVRWSet.newBuilder();
        for (NsReadWriteSet set : TxReadWriteSet.parseFrom(action.getResults()).getNsRwsetList()) {
            if (!set.getNamespace().equals(chaincode)) {
                throw new InvalidProtocolBufferException(
                        "namespace '" + set.getNamespace() + "', must be '" + chaincode + "'");
            }
            all.mergeFrom(set.getRwset());
        }
        return all.build();
    }
}
