package io.tombolo.ledger.fisco;

import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.util.HexFormat;
import java.util.Locale;
import org.fisco.bcos.sdk.jni.common.JniException;
import org.fisco.bcos.sdk.jni.utilities.keypair.KeyPairJniObj;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionBuilderJniObj;
import org.fisco.bcos.sdk.v3.model.CryptoType;

/** An account of a chain that this process acts for: its key, in the SDK's native library, and its address. */
final class FiscoAccount {
    private final Cryptography cryptography;
    private final long key;
    private final String address;

    private FiscoAccount(Cryptography cryptography, long key) {
        this.cryptography = cryptography;
        this.key = key;
        this.address = KeyPairJniObj.getJniKeyPairAddress(key).toLowerCase(Locale.ROOT);
    }

    /**
     * The account of a private key, on secp256k1 or, in the national profile, on SM2.
     *
     * @param hex 64 hex digits, with or without 0x before them
     * @throws IllegalArgumentException when it is not one; the message does not hold it
     */
    static FiscoAccount of(String hex, Cryptography cryptography) {
        String digits = hex.strip().replaceFirst("^0x", "");
        if (!digits.matches("[0-9a-fA-F]{64}") || digits.matches("0+")) {
            throw new IllegalArgumentException("account key: must be 64 hex digits, with or without 0x before them");
        }
        try {
            return new FiscoAccount(
                    cryptography,
                    KeyPairJniObj.createJniKeyPair(
                            type(cryptography), HexFormat.of().parseHex(digits)));
        } catch (JniException e) {
            throw new IllegalArgumentException("account key: the SDK takes it for no key", e);
        }
    }

    /** The profile by the SDK's number. */
    static int type(Cryptography cryptography) {
        return cryptography == Cryptography.STANDARD ? CryptoType.ECDSA_TYPE : CryptoType.SM_TYPE;
    }

    Cryptography cryptography() {
        return cryptography;
    }

    /** 0x and 40 lower-case hex digits. */
    String address() {
        return address;
    }

    /** A signature as transactions have it: 0x and hex. */
    String sign(Hash hash) {
        try {
            return TransactionBuilderJniObj.signTransactionDataHash(key, "0x" + hash.hex());
        } catch (JniException e) {
            throw new LedgerException("account " + address + ": the SDK signs nothing: " + e.getMessage(), e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return address;
    }
}
