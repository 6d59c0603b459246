package io.tombolo.ledger.evm;

import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.evm.Keccak;
import io.tombolo.verification.receipt.evm.Rlp;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A transaction before it is signed.
 *
 * @param to the contract's address; empty to deploy one
 * @param maxFee most wei per unit of gas
 * @param tip of {@code maxFee} for the block's proposer; below 0 on a chain from before EIP-1559
 */
record Transaction(long chainId, long nonce, Bytes to, Bytes data, long gas, BigInteger maxFee, BigInteger tip) {
    private static final byte EIP_1559 = 2;

    /** As it is sent, and its hash, which is its id. */
    record Signed(String id, Bytes bytes, long nonce) {
        /** What was signed. */
        Transaction transaction() {
            byte[] sent = bytes.toArray();
            boolean legacy = sent[0] != EIP_1559;
            List<Rlp.Item> fields = Rlp.decode(legacy ? sent : Arrays.copyOfRange(sent, 1, sent.length))
                    .list();
            int at = legacy ? 1 : 3;
            long chainId = legacy
                    ? (number(fields.get(6)).longValueExact() - 35) / 2
                    : fields.get(0).number();
            return new Transaction(
                    chainId,
                    nonce,
                    Bytes.of(fields.get(at + 2).string()),
                    Bytes.of(fields.get(at + 4).string()),
                    fields.get(at + 1).number(),
                    number(fields.get(at)),
                    legacy ? BigInteger.ONE.negate() : number(fields.get(2)));
        }

        private static BigInteger number(Rlp.Item item) {
            return new BigInteger(1, item.string());
        }
    }

    /** The same with another fee, which a node takes in its place. */
    Transaction with(Fees.Offer offer) {
        return new Transaction(chainId, nonce, to, data, gas, offer.maxFee(), offer.tip());
    }

    Fees.Offer offer() {
        return new Fees.Offer(maxFee, tip);
    }

    Signed sign(Account account) {
        boolean legacy = tip.signum() < 0;
        List<byte[]> fields = new ArrayList<>();
        if (!legacy) {
            fields.add(Rlp.encode(BigInteger.valueOf(chainId)));
        }
        fields.add(Rlp.encode(BigInteger.valueOf(nonce)));
        if (!legacy) {
            fields.add(Rlp.encode(tip));
        }
        fields.add(Rlp.encode(maxFee));
        fields.add(Rlp.encode(BigInteger.valueOf(gas)));
        fields.add(Rlp.encode(to.toArray()));
        fields.add(Rlp.encode(BigInteger.ZERO));
        fields.add(Rlp.encode(data.toArray()));
        if (!legacy) {
            fields.add(Rlp.list(List.of()));
        }
        List<byte[]> signing = new ArrayList<>(fields);
        if (legacy) {
            // EIP-155: the chain's id is signed too.
            signing.addAll(List.of(
                    Rlp.encode(BigInteger.valueOf(chainId)), Rlp.encode(BigInteger.ZERO), Rlp.encode(BigInteger.ZERO)));
        }
        Account.Signature signature =
                account.sign(Keccak.hash(typed(legacy, Rlp.list(signing))).toBytes());
        long v = legacy ? chainId * 2 + 35 + signature.parity() : signature.parity();
        fields.add(Rlp.encode(BigInteger.valueOf(v)));
        fields.add(Rlp.encode(signature.r()));
        fields.add(Rlp.encode(signature.s()));
        byte[] bytes = typed(legacy, Rlp.list(fields));
        return new Signed(id(bytes), Bytes.of(bytes), nonce);
    }

    /** 0x and the Keccak-256 of a signed transaction, which is how it is asked for. */
    static String id(byte[] signed) {
        return "0x" + Keccak.hash(signed).hex();
    }

    /** The address of the contract that an account's transaction of this nonce deploys. */
    static String deployed(String account, long nonce) {
        byte[] hash = Keccak.hash(Rlp.list(List.of(
                        Rlp.encode(HexFormat.of().parseHex(account.substring(2))),
                        Rlp.encode(BigInteger.valueOf(nonce)))))
                .toBytes();
        return "0x" + HexFormat.of().formatHex(hash, 12, hash.length);
    }

    private static byte[] typed(boolean legacy, byte[] rlp) {
        if (legacy) {
            return rlp;
        }
        byte[] typed = new byte[rlp.length + 1];
        typed[0] = EIP_1559;
        System.arraycopy(rlp, 0, typed, 1, rlp.length);
        return typed;
    }
}
