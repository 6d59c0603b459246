package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.evm.Keccak;
import java.nio.ByteBuffer;

/**
 * A block's header from the bytes that its hash is computed of, version 3 of FISCO BCOS: version, the parent's number and hash, the roots of
 * transactions, receipts and state, number, gas in decimal digits, time, and what is not needed here (who sealed it, the sealers, extra
 * data, weights). Nothing separates the fields, so what is read is what comes before the first field of any length, and the time behind it.
 *
 * @param time milliseconds since 1970
 */
record SealedBlock(Hash hash, Hash transactions, Hash receipts, long number, long time) {
    private static final int FIXED = 4 + 8 + 4 * Hash.LENGTH + 8;
    private static final int MAX_DIGITS = 20;

    /**
     * Reads a header.
     *
     * @throws MalformedException when it is not one with one parent
     */
    static SealedBlock read(byte[] preimage, Cryptography cryptography) {
        ByteBuffer bytes = ByteBuffer.wrap(preimage);
        if (preimage.length < FIXED) {
            throw new MalformedException("block header: " + preimage.length + " bytes, at least " + FIXED);
        }
        bytes.getInt();
        long parent = bytes.getLong();
        Hash.of(word(bytes));
        Hash transactions = Hash.of(word(bytes));
        Hash receipts = Hash.of(word(bytes));
        Hash.of(word(bytes));
        long number = bytes.getLong();
        skipDigits(bytes);
        if (parent != number - 1 || bytes.remaining() < Long.BYTES) {
            throw new MalformedException(
                    "block header: number " + number + " and parent " + parent + ", must be one after the other");
        }
        return new SealedBlock(hash(preimage, cryptography), transactions, receipts, number, bytes.getLong());
    }

    static Hash hash(byte[] message, Cryptography cryptography) {
        return cryptography == Cryptography.STANDARD ? Keccak.hash(message) : Sm3.hash(message);
    }

    /** An amount of gas, 1 to 20 decimal digits: what follows it begins with a byte of 0. */
    static void skipDigits(ByteBuffer bytes) {
        int begin = bytes.position();
        while (bytes.hasRemaining() && bytes.get(bytes.position()) != 0) {
            byte digit = bytes.get();
            if (digit < '0' || digit > '9' || bytes.position() - begin > MAX_DIGITS) {
                throw new MalformedException("gas: must be 1 to " + MAX_DIGITS + " decimal digits");
            }
        }
        if (bytes.position() == begin) {
            throw new MalformedException("gas: no digits");
        }
    }

    private static byte[] word(ByteBuffer bytes) {
        byte[] word = new byte[Hash.LENGTH];
        bytes.get(word);
        return word;
    }
}
