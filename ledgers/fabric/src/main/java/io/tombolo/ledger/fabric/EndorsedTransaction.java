package io.tombolo.ledger.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.gateway.PreparedTransaction;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.peer.ChaincodeAction;
import org.hyperledger.fabric.protos.peer.ChaincodeActionPayload;
import org.hyperledger.fabric.protos.peer.Endorsement;
import org.hyperledger.fabric.protos.peer.ProposalResponsePayload;
import org.hyperledger.fabric.protos.peer.Transaction;

/** What a gateway hands back when enough peers endorsed; raw bytes stay as they were signed. */
record EndorsedTransaction(
        ByteString channelHeader,
        ByteString signatureHeader,
        ByteString proposalPayload,
        ByteString responsePayload,
        List<Endorsement> endorsements) {

    /** From the bytes of the Gateway client's {@code Transaction}. */
    static EndorsedTransaction parse(byte[] preparedTransaction) throws InvalidProtocolBufferException {
        PreparedTransaction prepared = PreparedTransaction.parseFrom(preparedTransaction);
        Payload payload = Payload.parseFrom(prepared.getEnvelope().getPayload());
        Transaction transaction = Transaction.parseFrom(payload.getData());
        if (transaction.getActionsCount() != 1) {
            throw new InvalidProtocolBufferException("actions: " + transaction.getActionsCount() + ", must be 1");
        }
        ChaincodeActionPayload action =
                ChaincodeActionPayload.parseFrom(transaction.getActions(0).getPayload());
        return new EndorsedTransaction(
                payload.getHeader().getChannelHeader(),
                payload.getHeader().getSignatureHeader(),
                action.getChaincodeProposalPayload(),
                action.getAction().getProposalResponsePayload(),
                List.copyOf(action.getAction().getEndorsementsList()));
    }

    /** Whether committing it would change the ledger's state. */
    boolean writesAnything() throws InvalidProtocolBufferException {
        ProposalResponsePayload response = ProposalResponsePayload.parseFrom(responsePayload);
        ChaincodeAction action = ChaincodeAction.parseFrom(response.getExtension());
        for (NsReadWriteSet set : TxReadWriteSet.parseFrom(action.getResults()).getNsRwsetList()) {
            if (KVRWSet.parseFrom(set.getRwset()).getWritesCount() > 0) {
                return true;
            }
        }
        return false;
    }
}
