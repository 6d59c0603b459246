package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.evm.Keccak;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A call of the contract's {@code anchor}, from the bytes that the transaction's hash is computed of: version 0, chain, group, 8 bytes of the
 * last block that may hold it, a nonce of 32 digits, the contract's address and the input. Nothing separates the fields, so the sender of a
 * transaction can make it look like another one. That is excluded: no other part of it may be an address.
 */
record AnchorCall(String origin, long size, Hash root, int heads) {
    private static final String SIGNATURE =
            "anchor((string,string,string,uint64,uint64,bytes32,bytes32[],bytes,bytes,bytes)[])";
    private static final int NONCE = 32;
    private static final int ADDRESS = 40;
    private static final int WORD = 32;
    private static final int SELECTOR = 4;
    private static final int MAX_HEADS = 1000;

    /** What a transaction has in its hash's bytes behind the version: the ids of chain and group. */
    static byte[] place(FiscoTrust trust) {
        return (trust.chainId() + trust.groupId()).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a transaction's bytes.
     *
     * @param head which of the call's heads, from 0
     * @throws MalformedException when they are not a call of this contract's {@code anchor} with such a head
     */
    static AnchorCall read(byte[] preimage, FiscoTrust trust, long head) {
        byte[] place = place(trust);
        int nonce = Integer.BYTES + place.length + Long.BYTES;
        int to = nonce + NONCE;
        int input = to + 2 + ADDRESS;
        byte[] contract = trust.contract().getBytes(StandardCharsets.US_ASCII);
        if (preimage.length < input
                || ByteBuffer.wrap(preimage).getInt() != 0
                || !Arrays.equals(preimage, Integer.BYTES, Integer.BYTES + place.length, place, 0, place.length)
                || !Arrays.equals(preimage, to, input, contract, 0, contract.length)) {
            throw new MalformedException(
                    "transaction: not a call of " + trust.name() + " with a nonce of " + NONCE + " digits");
        }
        requireOneAddress(preimage, nonce, input);
        return decode(Arrays.copyOfRange(preimage, input, preimage.length), head);
    }

    /** A nonce of digits, the address, and no other 40 characters that could be one. */
    private static void requireOneAddress(byte[] preimage, int nonce, int input) {
        for (int i = nonce; i < nonce + NONCE; i++) {
            if (preimage[i] < '0' || preimage[i] > '9') {
                throw new MalformedException("transaction: its nonce must be " + NONCE + " digits");
            }
        }
        int run = ADDRESS;
        for (int i = input; i < preimage.length; i++) {
            run = Character.digit(preimage[i], 16) < 0 ? 0 : run + 1;
            if (run == ADDRESS || run == ADDRESS + 1) {
                throw new MalformedException("transaction: its input holds what could be an address");
            }
        }
    }

    /** Of the ABI's encoding (Solidity, "Contract ABI Specification") what names a head. */
    private static AnchorCall decode(byte[] input, long head) {
        byte[] selector = Arrays.copyOf(
                Keccak.hash(SIGNATURE.getBytes(StandardCharsets.US_ASCII)).toBytes(), SELECTOR);
        if (input.length < SELECTOR || !Arrays.equals(Arrays.copyOf(input, SELECTOR), selector)) {
            throw new MalformedException("transaction: not a call of anchor");
        }
        byte[] arguments = Arrays.copyOfRange(input, SELECTOR, input.length);
        long list = number(arguments, 0);
        long heads = number(arguments, list);
        if (heads > MAX_HEADS || head >= heads) {
            throw new MalformedException("transaction: head " + head + " of " + heads + ", limit " + MAX_HEADS);
        }
        long first = list + WORD;
        long at = first + number(arguments, first + head * WORD);
        String origin = text(arguments, at, 0) + "/" + text(arguments, at, 1) + "/" + text(arguments, at, 2);
        Hash root = Hash.of(part(arguments, at + 5 * WORD, WORD));
        return new AnchorCall(origin, number(arguments, at + 3 * WORD), root, (int) heads);
    }

    private static String text(byte[] arguments, long struct, int field) {
        long at = struct + number(arguments, struct + (long) field * WORD);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(part(arguments, at + WORD, number(arguments, at))))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("transaction: not UTF-8");
        }
    }

    /** A word as a number below 2^63. Offsets and lengths beyond the input are found where they are used. */
    private static long number(byte[] arguments, long at) {
        ByteBuffer word = ByteBuffer.wrap(part(arguments, at, WORD));
        long above = 0;
        while (word.remaining() > Long.BYTES) {
            above |= word.getLong();
        }
        long number = word.getLong();
        if (above != 0 || number < 0) {
            throw new MalformedException("transaction: a number over 2^63 at " + at);
        }
        return number;
    }

    private static byte[] part(byte[] arguments, long at, long length) {
        if (at < 0 || at > arguments.length || length > arguments.length - at) {
            throw new MalformedException("transaction: " + length + " bytes at " + at + " of " + arguments.length);
        }
        return Arrays.copyOfRange(arguments, (int) at, (int) (at + length));
    }
}
