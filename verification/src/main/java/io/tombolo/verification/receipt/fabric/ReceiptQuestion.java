package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.MalformedException;
import java.time.Instant;
import java.util.List;

/**
 * What the peers were asked: which function of which chaincode on which channel, with which arguments, and when.
 *
 * @param askedAt the question's timestamp; the chaincode answers receipts only within a minute of each peer's own clock
 */
record ReceiptQuestion(
        String channel,
        String chaincode,
        String transactionId,
        Instant askedAt,
        String function,
        String origin,
        String size) {
    private static final int ENDORSER_TRANSACTION = 3;

    static ReceiptQuestion of(FabricReceipt receipt) {
        Message header = Message.parse(receipt.channelHeader());
        if (header.number(1) != ENDORSER_TRANSACTION) {
            throw new MalformedException("header type " + header.number(1) + ", must be " + ENDORSER_TRANSACTION);
        }
        Message spec = Message.parse(receipt.proposalPayload()).message(1).message(1);
        List<ByteString> arguments = spec.message(3).all(1);
        if (arguments.size() != 3) {
            throw new MalformedException(arguments.size() + " arguments, must be function, origin and size");
        }
        return new ReceiptQuestion(
                header.text(4),
                spec.message(2).text(2),
                header.text(5),
                FabricReceipt.instant(header.message(3)),
                arguments.get(0).toStringUtf8(),
                arguments.get(1).toStringUtf8(),
                arguments.get(2).toStringUtf8());
    }
}
