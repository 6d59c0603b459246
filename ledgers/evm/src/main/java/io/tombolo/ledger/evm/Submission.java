package io.tombolo.ledger.evm;

import static io.tombolo.ledger.evm.JsonRpc.hex;
import static io.tombolo.ledger.evm.JsonRpc.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.contract.Transactions;
import io.tombolo.verification.json.Bytes;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions from signature to finality, by the retry rule: the signed bytes are on our disk before they are sent, only the same bytes
 * are sent again or, when the fee became too low, the same transaction with a higher one, and no other nonce is used while an older one may
 * still be taken. One caller at a time.
 */
final class Submission implements Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** A node may know an account's new nonce before it knows the receipt: so often it must be asked before the transaction is given up. */
    private static final int MISSING = 10;

    private final Map<Long, Integer> missing = new HashMap<>();
    private final EvmLedger.Config config;
    private final JsonRpc rpc;
    private final Chain chain;
    private final PendingTransactions pending;
    private final GasBudget budget;
    private final Fees fees;

    Submission(EvmLedger.Config config, Chain chain) {
        this.config = config;
        this.rpc = chain.rpc();
        this.chain = chain;
        this.pending = new PendingTransactions(config.stateDirectory());
        this.budget = new GasBudget(
                config.stateDirectory().resolve("gas-used"), config.limits().gasPerDay(), config.clock());
        this.fees = new Fees(chain, config.limits().maxFeePerGas());
    }

    /** What became of a transaction. */
    sealed interface Fate {
        /** In a block that is final; by {@code eth_getTransactionReceipt}. */
        record Final(JsonNode receipt) implements Fate {}

        /** Another transaction has its nonce in a final block. */
        record Dead() implements Fate {}

        /** Not known yet. */
        record Open(String why) implements Fate {}
    }

    @Override
    public void settleOlder() throws StillOpen {
        for (List<Transaction.Signed> attempts : pending.all()) {
            Fate fate = await(attempts);
            if (fate instanceof Fate.Open open) {
                throw new StillOpen(newest(attempts).id(), open.why());
            }
            LOG.atInfo()
                    .addKeyValue("txId", newest(attempts).id())
                    .addKeyValue("fate", fate.getClass().getSimpleName())
                    .log("open transaction settled");
            pending.remove(attempts);
        }
    }

    @Override
    public long gas(byte[] call) {
        return gas(chain.address(), call);
    }

    @Override
    public Mined transact(String doing, byte[] call, long gas) throws NotNow, StillOpen {
        JsonNode receipt = transact(doing, chain.address(), call, gas);
        long block = JsonRpc.number(receipt.path("blockNumber"));
        return new Mined(
                receipt.path("transactionHash").asText(), block, chain.time(block), Chain.events(receipt.path("logs")));
    }

    /** Gas that the node estimates, with room for a state that has changed by then. */
    long gas(byte[] to, byte[] data) {
        ObjectNode request =
                JsonRpc.object().put("from", config.account().address()).put("data", hex(data));
        if (to.length > 0) {
            request.put("to", hex(to));
        }
        return JsonRpc.number(rpc.call("eth_estimateGas", request)) * 5 / 4;
    }

    /**
     * Signs, keeps and sends a transaction, and waits until it is final.
     *
     * @return its receipt
     * @throws LedgerException when the account can't pay, or the transaction failed as a whole
     */
    JsonNode transact(String doing, byte[] to, byte[] data, long gas) throws NotNow, StillOpen {
        var objection = budget.objection(gas);
        if (objection.isPresent()) {
            throw new NotNow(doing + ": " + objection.get());
        }
        Fees.Offer offer;
        try {
            offer = fees.first();
        } catch (NotNow e) {
            throw new NotNow(doing + ": " + e.getMessage() + "; heads wait until the chain asks for less");
        }
        BigInteger cost = offer.maxFee().multiply(BigInteger.valueOf(gas));
        BigInteger balance = chain.balance();
        if (balance.compareTo(cost) < 0) {
            throw new LedgerException(
                    doing + ": account " + config.account().address() + " on chain " + config.chainId()
                            + " has insufficient funds: " + balance + " wei, up to " + cost
                            + " needed; heads wait until it has more",
                    null);
        }
        long nonce = nonce("latest");
        Transaction.Signed signed = new Transaction(
                        config.chainId(), nonce, Bytes.of(to), Bytes.of(data), gas, offer.maxFee(), offer.tip())
                .sign(config.account());
        List<Transaction.Signed> attempts = new ArrayList<>(List.of(signed));
        pending.add(signed);
        budget.use(gas);
        Fate fate = await(attempts);
        if (fate instanceof Fate.Open open) {
            throw new StillOpen(newest(attempts).id(), open.why());
        }
        pending.remove(attempts);
        if (!(fate instanceof Fate.Final mined)) {
            throw new LedgerException.Unavailable(
                    doing + ": transaction " + signed.id() + " counts for nothing, its nonce " + nonce
                            + " was used by another one of " + config.account().address() + "; the same is tried again",
                    null);
        }
        budget.use(JsonRpc.number(mined.receipt().path("gasUsed")) - gas);
        if (JsonRpc.number(mined.receipt().path("status")) != 1) {
            throw new LedgerException(
                    doing + ": transaction "
                            + mined.receipt().path("transactionHash").asText() + " failed in block "
                            + JsonRpc.number(mined.receipt().path("blockNumber")) + " with "
                            + JsonRpc.number(mined.receipt().path("gasUsed")) + " of " + gas + " gas used",
                    null);
        }
        return mined.receipt();
    }

    private long nonce(String block) {
        return JsonRpc.number(
                rpc.call("eth_getTransactionCount", text(config.account().address()), text(block)));
    }

    private static Transaction.Signed newest(List<Transaction.Signed> attempts) {
        return attempts.get(attempts.size() - 1);
    }

    /**
     * Asks and sends the same bytes again until the fate is known or patience ends.
     *
     * @param attempts transactions of one nonce with rising fees: any of them may get into a block, and only one. One with a higher fee is
     *     added when the last one's became too low
     */
    private Fate await(List<Transaction.Signed> attempts) {
        long deadline = System.nanoTime() + config.limits().patience().toNanos();
        Duration wait = FIRST_WAIT;
        String why = "not sent";
        while (true) {
            try {
                Fate fate = ask(attempts);
                if (!(fate instanceof Fate.Open open)) {
                    return fate;
                }
                why = open.why();
            } catch (LedgerException.Unavailable e) {
                // It is kept, and may be in a block already.
                why = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return new Fate.Open("transaction " + newest(attempts).id() + ": " + why);
            }
            LockSupport.parkNanos(wait.toNanos());
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        }
    }

    private Fate ask(List<Transaction.Signed> attempts) {
        long nonce = newest(attempts).nonce();
        Optional<JsonNode> receipt = receipt(attempts);
        if (receipt.isEmpty() && nonce("latest") > nonce) {
            // Between the two questions it may have got into a block.
            receipt = receipt(attempts);
            if (receipt.isEmpty()) {
                long finalBlock = chain.finalBlock();
                boolean dead = finalBlock >= 0 && nonce(hex(finalBlock)) > nonce;
                return dead && missing.merge(nonce, 1, Integer::sum) >= MISSING
                        ? new Fate.Dead()
                        : new Fate.Open("its nonce is used by a transaction that is not known here, or not final");
            }
        }
        missing.remove(nonce);
        if (receipt.isEmpty()) {
            Fate.Open sent = send(newest(attempts));
            try {
                return raise(attempts) ? send(newest(attempts)) : sent;
            } catch (NotNow e) {
                return new Fate.Open(sent.why() + "; " + e.getMessage());
            }
        }
        long block = JsonRpc.number(receipt.get().path("blockNumber"));
        long finalBlock = chain.finalBlock();
        return block <= finalBlock
                ? new Fate.Final(receipt.get())
                : new Fate.Open("in block " + block + ", the newest final block is " + finalBlock);
    }

    private Optional<JsonNode> receipt(List<Transaction.Signed> attempts) {
        return attempts.stream()
                .map(one -> rpc.call("eth_getTransactionReceipt", text(one.id())))
                .filter(receipt -> !receipt.isNull())
                .findFirst();
    }

    /** Adds and keeps the same transaction with a higher fee, if the last one's is below what the chain asks for. */
    private boolean raise(List<Transaction.Signed> attempts) throws NotNow {
        Transaction.Signed open = newest(attempts);
        Transaction before = open.transaction();
        Optional<Fees.Offer> offer = fees.higher(before.offer());
        if (offer.isEmpty()) {
            return false;
        }
        BigInteger cost = offer.get().maxFee().multiply(BigInteger.valueOf(before.gas()));
        BigInteger balance = chain.balance();
        if (balance.compareTo(cost) < 0) {
            throw new NotNow(
                    "fee: insufficient funds for a higher one: " + balance + " wei, up to " + cost + " needed");
        }
        Transaction.Signed higher = before.with(offer.get()).sign(config.account());
        pending.add(higher);
        attempts.add(higher);
        LOG.atInfo()
                .addKeyValue("txId", open.id())
                .addKeyValue("maxFee", before.maxFee())
                .addKeyValue("newTxId", higher.id())
                .addKeyValue("newMaxFee", offer.get().maxFee())
                .log("transaction replaced by one with a higher fee");
        return true;
    }

    private Fate.Open send(Transaction.Signed transaction) {
        try {
            rpc.call("eth_sendRawTransaction", text(hex(transaction.bytes().toArray())));
            return new Fate.Open("sent, in no block yet");
        } catch (JsonRpc.RpcException e) {
            if (e.says("already known") || e.says("already imported") || e.says("nonce too low")) {
                return new Fate.Open("sent before, in no block yet");
            }
            return new Fate.Open(String.valueOf(e.getMessage()));
        }
    }
}
