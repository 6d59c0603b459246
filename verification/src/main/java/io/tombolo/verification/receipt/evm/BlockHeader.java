package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.evm.Rlp.Item;
import io.tombolo.verification.verdict.Check;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A block's header: its hash is the Keccak-256 of its RLP, without the seals where its consensus is QBFT.
 *
 * @param stateRoot of the state after the block
 * @param time seconds since 1970
 * @param sealers the addresses of the validators whose seals it has
 * @param seals whether the seals are what they must be; empty on a chain without them
 */
public record BlockHeader(
        Hash hash, Hash stateRoot, long number, long time, SortedSet<String> sealers, Optional<Check> seals) {
    private static final String FIRST_LINE = "tombolo evm header 1";

    /** As far as London; later forks add more behind it. */
    private static final int MIN_FIELDS = 15;

    private static final int MAX_FIELDS = 40;
    private static final int STATE_ROOT = 3;
    private static final int NUMBER = 8;
    private static final int TIME = 11;

    /**
     * Reads a header's RLP.
     *
     * @throws MalformedException when it is not one
     */
    public static BlockHeader decode(byte[] rlp) {
        List<Item> fields = Rlp.decode(rlp).list();
        if (fields.size() < MIN_FIELDS || fields.size() > MAX_FIELDS) {
            throw new MalformedException(
                    "block header: " + fields.size() + " fields, must be " + MIN_FIELDS + " to " + MAX_FIELDS);
        }
        Optional<Seals> seals = Seals.of(fields);
        SortedSet<String> sealers = seals.map(Seals::sealers).orElse(Collections.emptySortedSet());
        return new BlockHeader(
                seals.map(Seals::blockHash).orElse(Keccak.hash(rlp)),
                Hash.of(fields.get(STATE_ROOT).string()),
                fields.get(NUMBER).number(),
                fields.get(TIME).number(),
                sealers,
                seals.map(some -> some.check(sealers)));
    }

    /** What a member signs (C2SP signed-note) that holds this block for final on the chain of this id. */
    public String text(long chainId) {
        return FIRST_LINE + "\n" + chainId + "\n" + number + "\n" + hash.hex() + "\n";
    }
}
