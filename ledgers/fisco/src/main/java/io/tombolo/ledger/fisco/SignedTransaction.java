package io.tombolo.ledger.fisco;

import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.Hash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.fisco.bcos.sdk.jni.common.JniException;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionData;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionStructBuilderJniObj;
import org.fisco.bcos.sdk.v3.client.protocol.model.TransactionAttribute;

/**
 * A transaction as it is sent, of version 0, which every node of version 3 takes.
 *
 * @param id 0x and the hash
 * @param blockLimit the last block that may hold it
 * @param text as the SDK sends it, 0x and hex
 */
record SignedTransaction(String id, long blockLimit, String text) {
    /** 32 digits: receipts are read in one way only with a nonce of this form (decision 155). */
    private static final int NONCE = 32;

    private static final BigInteger NONCES = BigInteger.TEN.pow(NONCE);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Encodes and signs a call.
     *
     * @param to the contract's address; empty to deploy one
     */
    static SignedTransaction of(
            FiscoLedger.Config config, FiscoAccount account, String to, byte[] input, long blockLimit) {
        TransactionData data = new TransactionData();
        data.setVersion(0);
        data.setChainId(config.chainId());
        data.setGroupId(config.groupId());
        data.setBlockLimit(blockLimit);
        data.setNonce(nonce());
        data.setTo(to);
        data.setAbi("");
        data.setInput(input);
        try {
            int type = FiscoAccount.type(config.cryptography());
            String hash = TransactionStructBuilderJniObj.calcTransactionDataStructHash(type, data);
            String text = TransactionStructBuilderJniObj.createEncodedTransaction(
                    data, account.sign(Hash.parseHex(hash.substring(2))), hash, TransactionAttribute.EVM_ABI_CODEC, "");
            return new SignedTransaction(hash, blockLimit, text);
        } catch (JniException e) {
            throw new LedgerException("the SDK encodes no transaction: " + e.getMessage(), e);
        }
    }

    private static String nonce() {
        String digits = new BigInteger(NONCES.bitLength() + Long.SIZE, RANDOM)
                .mod(NONCES)
                .toString();
        return "0".repeat(NONCE - digits.length()) + digits;
    }

    /** The name of its file. */
    String name() {
        return blockLimit + "-" + id;
    }

    /** One from its file. */
    static SignedTransaction of(String name, byte[] kept) {
        int dash = name.indexOf('-');
        try {
            return new SignedTransaction(
                    name.substring(dash + 1),
                    Long.parseLong(name.substring(0, Math.max(0, dash))),
                    new String(kept, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new LedgerException("pending transaction " + name + " can't be read", e);
        }
    }
}
