package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.anchor.AnchoredNote;

/**
 * What the peers answered.
 *
 * @param proposalHash which question this answers
 * @param status the chaincode's; 200 for success
 * @param chaincode the name of the chaincode that answered
 */
record ReceiptAnswer(ByteString proposalHash, long status, String chaincode, ByteString payload) {

    static ReceiptAnswer of(FabricReceipt receipt) {
        Message response = Message.parse(receipt.responsePayload());
        Message action = response.message(2);
        Message answer = action.message(3);
        return new ReceiptAnswer(
                response.bytes(1), answer.number(1), action.message(4).text(2), answer.bytes(3));
    }

    /** The anchor that the answer holds. */
    AnchoredNote anchor() {
        if (!payload.isValidUtf8()) {
            throw new MalformedException("answer is not UTF-8");
        }
        try {
            AnchoredNote note = AnchoredNote.decode(payload.toStringUtf8());
            note.checkpoint();
            return note;
        } catch (IllegalArgumentException | MalformedException e) {
            throw new MalformedException("answer is not an anchor: " + e.getMessage());
        }
    }
}
