package io.tombolo.ledger.fisco;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.contract.Abi;
import io.tombolo.ledger.contract.AnchorsContract;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractEvent;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.fisco.FiscoReceipt;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import io.tombolo.verification.verdict.Check;
import java.util.List;
import java.util.Optional;
import org.fisco.bcos.sdk.v3.client.protocol.model.JsonTransactionResponse;
import org.fisco.bcos.sdk.v3.client.protocol.response.BcosBlock;
import org.fisco.bcos.sdk.v3.model.TransactionReceipt;

/** Makes receipts: the call that anchored a head, its result and the header of their block with all its seals. */
final class FiscoReceipts {
    private static final int WORD = 32;

    private final FiscoTrust trust;
    private final FiscoChain chain;
    private final FiscoNode node;

    FiscoReceipts(FiscoTrust trust, FiscoChain chain, FiscoNode node) {
        this.trust = trust;
        this.chain = chain;
        this.node = node;
    }

    Optional<byte[]> receipt(String origin, long size) {
        if (size < 1) {
            return Optional.empty();
        }
        return AnchorsContract.stored(chain.newest().ask(AnchorsContract.read(origin, size)), BlockTime.MILLISECONDS)
                .map(stored -> receipt(origin, size, stored.block()));
    }

    private byte[] receipt(String origin, long size, long number) {
        BcosBlock.Block block = node.block(number);
        for (String id : chain.calls(block)) {
            TransactionReceipt result = node.result(id, true)
                    .orElseThrow(() -> new LedgerException.Unavailable("the node has no result of " + id, null));
            int taken = 0;
            for (ContractEvent event : chain.events(result)) {
                if (event.is(AnchorsContract.ANCHORED)) {
                    if (event.size() == size && event.origin().equals(origin)) {
                        return receipt(block, node.transaction(id), result, head(result, taken));
                    }
                    taken++;
                }
            }
        }
        throw new LedgerException.Unavailable(
                chain.ledger() + ": block " + number + " has no call that anchored size " + size + " of " + origin,
                null);
    }

    /** Which head of the call the so many-th anchored one is: the others have another answer than 0. */
    private static int head(TransactionReceipt result, int taken) {
        Abi.Reader answers = new Abi.Reader(FiscoNode.bytes(result.getOutput()));
        int left = taken;
        for (int head = 0; head < answers.number(WORD); head++) {
            if (answers.number((2 + 2 * head) * WORD) == 0 && left-- == 0) {
                return head;
            }
        }
        throw new LedgerException("the contract's answer has no head for its event " + taken, null);
    }

    private byte[] receipt(
            BcosBlock.Block block, JsonTransactionResponse transaction, TransactionReceipt result, int head) {
        byte[] call = HashedFields.transaction(transaction);
        byte[] answer = HashedFields.result(result);
        HashedFields.Way way = HashedFields.way(transaction.getTxProof(), call, trust.cryptography());
        HashedFields.Way toResult = HashedFields.way(result.getTxReceiptProof(), answer, trust.cryptography());
        byte[] receipt = new FiscoReceipt(
                        Bytes.of(HashedFields.header(block)),
                        Bytes.of(call),
                        Bytes.of(answer),
                        head,
                        way.index(),
                        way.siblings(),
                        toResult.siblings(),
                        HashedFields.seals(block))
                .encode();
        ReceiptCheck check = new FiscoReceiptVerifier().check(receipt, trust);
        if (!(check instanceof ReceiptCheck.Vouched)) {
            List<Check> checks = check.checks();
            Check last = checks.get(checks.size() - 1);
            throw new LedgerException.Unavailable(
                    chain.ledger() + ": what the nodes prove of block " + block.getNumber() + " can't be used: "
                            + last.name() + ": " + last.compared(),
                    null);
        }
        return receipt;
    }
}
