package io.tombolo.ledger.fisco;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.PendingFiles;
import io.tombolo.ledger.contract.Transactions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.fisco.bcos.sdk.v3.model.TransactionReceipt;
import org.fisco.bcos.sdk.v3.model.TransactionReceiptStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions from signature to a block by the retry rule. A transaction names the last block that may hold it; after that block it is void.
 */
final class FiscoTransactions implements Transactions {
    /** Of a refusal before the transaction is executed; below them are outcomes of the execution. */
    private static final int FIRST_OF_POOL = 10_000;

    private static final int WRONG_CHAIN = TransactionReceiptStatus.InvalidChainId.getCode();
    private static final int WRONG_GROUP = TransactionReceiptStatus.InvalidGroupId.getCode();
    private static final int FALSE_SIGNATURE = TransactionReceiptStatus.InvalidSignature.getCode();

    /** How far the last block that may hold a transaction is behind the newest one, as the SDK has it. */
    private static final long BLOCKS = 500;

    /** So many blocks later, and so often asked: another node may be behind. */
    private static final long MARGIN = 3;

    private static final int MISSING = 10;
    private static final Duration FIRST_WAIT = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(FiscoTransactions.class);

    private final FiscoLedger.Config config;
    private final FiscoNode node;
    private final FiscoAccount account;
    private final FiscoChain chain;
    private final PendingFiles pending;
    private int missing;

    FiscoTransactions(FiscoLedger.Config config, FiscoNode node, FiscoAccount account, FiscoChain chain) {
        this.config = config;
        this.node = node;
        this.account = account;
        this.chain = chain;
        this.pending = new PendingFiles(config.stateDirectory());
    }

    /** What became of a transaction. */
    private sealed interface Fate {
        record Final(TransactionReceipt result) implements Fate {}

        record Dead() implements Fate {}

        record Open(String why) implements Fate {}
    }

    @Override
    public void settleOlder() throws StillOpen {
        for (var kept : pending.all().entrySet()) {
            SignedTransaction transaction = SignedTransaction.of(kept.getKey(), kept.getValue());
            Fate fate = await(transaction);
            if (fate instanceof Fate.Open open) {
                throw new StillOpen(transaction.id(), open.why());
            }
            LOG.atInfo()
                    .addKeyValue("txId", transaction.id())
                    .addKeyValue("fate", fate.getClass().getSimpleName())
                    .log("open transaction settled");
            pending.remove(transaction.name());
        }
    }

    /** Gas is not paid for. */
    @Override
    public long gas(byte[] call) {
        return 0;
    }

    @Override
    public Mined transact(String doing, byte[] call, long gas) throws StillOpen {
        TransactionReceipt result = transact(doing, chain.contract(), call);
        long block = result.getBlockNumber().longValueExact();
        return new Mined(result.getTransactionHash(), block, chain.time(block), chain.events(result));
    }

    /**
     * The same for any contract.
     *
     * @param to empty to deploy one
     */
    TransactionReceipt transact(String doing, String to, byte[] input) throws StillOpen {
        SignedTransaction transaction = SignedTransaction.of(config, account, to, input, node.newestBlock() + BLOCKS);
        pending.add(transaction.name(), ByteBuffer.wrap(transaction.text().getBytes(StandardCharsets.US_ASCII)));
        Fate fate = await(transaction);
        if (fate instanceof Fate.Open open) {
            throw new StillOpen(transaction.id(), open.why());
        }
        pending.remove(transaction.name());
        if (!(fate instanceof Fate.Final done)) {
            throw new LedgerException.Unavailable(
                    doing + ": transaction " + transaction.id() + " is in no block up to " + transaction.blockLimit()
                            + ", the last one that may hold it; the same is tried again",
                    null);
        }
        int status = done.result().getStatus();
        if (status != 0) {
            throw new LedgerException(
                    doing + ": transaction " + transaction.id() + " of account " + account.address()
                            + " failed in block " + done.result().getBlockNumber() + ": " + named(status),
                    null);
        }
        return done.result();
    }

    private static String named(int status) {
        String text = TransactionReceiptStatus.getStatusMessage(status, "").getMessage();
        return "status " + status + (text.isEmpty() ? "" : ", " + text);
    }

    /** Asks and sends the same bytes again until the fate is known or patience ends. */
    private Fate await(SignedTransaction transaction) {
        long deadline = System.nanoTime() + config.limits().patience().toNanos();
        Duration wait = FIRST_WAIT;
        String why = "not sent";
        missing = 0;
        while (true) {
            try {
                Fate fate = ask(transaction);
                if (!(fate instanceof Fate.Open open)) {
                    return fate;
                }
                why = open.why();
            } catch (LedgerException.Unavailable e) {
                // It is kept, and may be in a block already.
                why = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return new Fate.Open("transaction " + transaction.id() + ": " + why);
            }
            LockSupport.parkNanos(wait.toNanos());
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        }
    }

    private Fate ask(SignedTransaction transaction) {
        Optional<TransactionReceipt> result = node.result(transaction.id(), false);
        if (result.isPresent()) {
            return new Fate.Final(result.get());
        }
        if (node.newestBlock() > transaction.blockLimit() + MARGIN) {
            return ++missing >= MISSING
                    ? new Fate.Dead()
                    : new Fate.Open("in no known block up to " + transaction.blockLimit());
        }
        missing = 0;
        return send(transaction);
    }

    private Fate send(SignedTransaction transaction) {
        int code;
        String why;
        try {
            TransactionReceipt sent = node.send(transaction);
            code = sent == null ? FIRST_OF_POOL : sent.getStatus();
            if (sent != null && code < FIRST_OF_POOL && sent.getBlockNumber() != null) {
                return node.result(transaction.id(), false)
                        .<Fate>map(Fate.Final::new)
                        .orElseGet(() -> new Fate.Open("sent, its block is not known yet"));
            }
            why = named(code);
        } catch (FiscoNode.RefusedException e) {
            code = e.code();
            why = String.valueOf(e.getMessage());
        }
        if (code == WRONG_CHAIN || code == WRONG_GROUP || code == FALSE_SIGNATURE) {
            pending.remove(transaction.name());
            throw new LedgerException(
                    "chain " + config.chainId() + ", group " + config.groupId() + ", " + config.cryptography()
                            + ": no node takes such a transaction: " + why,
                    null);
        }
        return new Fate.Open(why);
    }
}
