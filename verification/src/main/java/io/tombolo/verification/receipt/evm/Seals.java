package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.evm.Rlp.Item;
import io.tombolo.verification.verdict.Check;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The commit seals of a QBFT header (EEA, QBFT Blockchain Consensus Protocol Specification v1; Besu and GoQuorum make such headers): its
 * extra data is a list of vanity, the validators' addresses, a vote, the round, and the validators' seals. The block's hash leaves out seals
 * and round, a seal signs the header without the seals.
 */
final class Seals {
    private static final String MIX_HASH = "63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365";
    private static final int MIX_HASH_FIELD = 13;
    private static final int EXTRA_DATA = 12;
    private static final int PARTS = 5;
    private static final int VALIDATORS = 1;
    private static final int ROUND = 3;
    private static final int SEALS = 4;
    private static final int MAX_VALIDATORS = 100;
    private static final int ADDRESS = 20;

    private final List<Item> fields;
    private final List<Item> extra;

    private Seals(List<Item> fields) {
        this.fields = fields;
        this.extra = Rlp.decode(fields.get(EXTRA_DATA).string()).list();
        if (extra.size() != PARTS) {
            throw new MalformedException("extra data of a QBFT header: " + extra.size() + " parts, must be " + PARTS);
        }
        extra.get(ROUND).number();
        if (validators().size() > MAX_VALIDATORS
                || extra.get(SEALS).list().size() > validators().size()) {
            throw new MalformedException(
                    "QBFT header: " + extra.get(SEALS).list().size() + " seals of "
                            + validators().size() + " validators, limit " + MAX_VALIDATORS);
        }
    }

    /** Those of a header's fields; empty for a header of another consensus. */
    static Optional<Seals> of(List<Item> fields) {
        String mixHash = HexFormat.of().formatHex(fields.get(MIX_HASH_FIELD).string());
        return mixHash.equals(MIX_HASH) ? Optional.of(new Seals(fields)) : Optional.empty();
    }

    /** By which the chain names the block. */
    Hash blockHash() {
        return hash(Rlp.encode(BigInteger.ZERO));
    }

    private Hash hash(byte[] round) {
        List<byte[]> parts = new ArrayList<>(extra.stream().map(Item::encoded).toList());
        parts.set(ROUND, round);
        parts.set(SEALS, Rlp.list(List.of()));
        List<byte[]> all = new ArrayList<>(fields.stream().map(Item::encoded).toList());
        all.set(EXTRA_DATA, Rlp.encode(Rlp.list(parts)));
        return Keccak.hash(Rlp.list(all));
    }

    private SortedSet<String> validators() {
        SortedSet<String> validators = new TreeSet<>();
        for (Item one : extra.get(VALIDATORS).list()) {
            byte[] address = one.string();
            if (address.length != ADDRESS
                    || !validators.add("0x" + HexFormat.of().formatHex(address))) {
                throw new MalformedException("QBFT header: a validator twice, or not an address");
            }
        }
        return validators;
    }

    /** The addresses of those who sealed it. */
    SortedSet<String> sealers() {
        Hash sealed = hash(extra.get(ROUND).encoded());
        TreeSet<String> sealers = new TreeSet<>();
        for (Item seal : extra.get(SEALS).list()) {
            Secp256k1.signer(sealed, seal.string()).ifPresent(sealers::add);
        }
        return Collections.unmodifiableNavigableSet(sealers);
    }

    /** Whether each seal is another validator's, and they are as many as the chain asks for: two thirds of its validators, rounded up. */
    Check check(SortedSet<String> sealers) {
        SortedSet<String> validators = validators();
        int seals = extra.get(SEALS).list().size();
        int needed = (2 * validators.size() + 2) / 3;
        boolean good = sealers.size() == seals && validators.containsAll(sealers) && seals >= Math.max(1, needed);
        return new Check(
                "header seals",
                good,
                seals + " seals, by " + sealers + ", must be by " + needed + " or more of " + validators);
    }
}
