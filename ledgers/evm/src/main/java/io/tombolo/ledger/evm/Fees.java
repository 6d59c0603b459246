package io.tombolo.ledger.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.ledger.contract.Transactions;
import java.math.BigInteger;
import java.util.Optional;

/** What is offered for a unit of gas: for a new transaction, and for one that is in no block because the price rose. */
final class Fees {
    private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger NO_TIP = BigInteger.ONE.negate();

    private final Chain chain;
    private final BigInteger limit;

    Fees(Chain chain, BigInteger limit) {
        this.chain = chain;
        this.limit = limit;
    }

    /**
     * An offer for a unit of gas, in wei.
     *
     * @param maxFee the most that is paid
     * @param tip of that, for the block's proposer; below 0 on a chain from before EIP-1559
     */
    record Offer(BigInteger maxFee, BigInteger tip) {}

    /** What the chain asks for now, and an offer that still holds when that doubles. */
    private record Asked(BigInteger least, Offer offer) {}

    private Asked asked() {
        JsonNode head = chain.block("latest");
        BigInteger price = JsonRpc.bigNumber(chain.rpc().call("eth_gasPrice"));
        if (!head.hasNonNull("baseFeePerGas")) {
            return new Asked(price, new Offer(price, NO_TIP));
        }
        BigInteger base = JsonRpc.bigNumber(head.get("baseFeePerGas"));
        BigInteger tip = price.subtract(base).max(BigInteger.ZERO).min(TIP);
        return new Asked(base, new Offer(base.shiftLeft(1).add(tip), tip));
    }

    Offer first() throws Transactions.NotNow {
        Asked asked = asked();
        return limited(asked.offer(), asked.least());
    }

    /**
     * An offer that replaces a transaction of the same nonce: nodes want a tenth more of both numbers. Empty while the one that is open is
     * high enough.
     */
    Optional<Offer> higher(Offer open) throws Transactions.NotNow {
        Asked asked = asked();
        if (open.maxFee().compareTo(asked.least()) >= 0) {
            return Optional.empty();
        }
        Offer least = new Offer(raised(open.maxFee()), open.tip().signum() < 0 ? NO_TIP : raised(open.tip()));
        Offer wanted = new Offer(
                asked.offer().maxFee().max(least.maxFee()), asked.offer().tip().max(least.tip()));
        return Optional.of(limited(wanted, asked.least().max(least.maxFee())));
    }

    private Offer limited(Offer offer, BigInteger least) throws Transactions.NotNow {
        if (least.compareTo(limit) > 0) {
            throw new Transactions.NotNow("fee: " + least + " wei for gas needed, limit " + limit);
        }
        BigInteger maxFee = offer.maxFee().min(limit);
        return new Offer(maxFee, offer.tip().min(maxFee));
    }

    /** An eighth more. */
    private static BigInteger raised(BigInteger wei) {
        return wei.add(wei.shiftRight(3)).add(BigInteger.ONE);
    }
}
