package io.tombolo.merkle.cose;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What both proof types of RFC9162_SHA256 look like: two unsigned integers and a path (RFC 9942, sections 5.2 and 5.3). The path may be
 * empty, as that of a tree's only leaf is, though the RFC's grammar shows at least one hash.
 */
record ProofBytes(long first, long second, List<Hash> path) {
    private static final int MAX_HASHES = 64;

    static ProofBytes parse(byte[] bytes) {
        CBORObject array = Sign1.decode(bytes, "proof");
        if (array.getType() != CBORType.Array || array.isTagged() || array.size() != 3) {
            throw new MalformedException("proof: must be an array of 3");
        }
        CBORObject path = array.get(2);
        if (path.getType() != CBORType.Array || path.isTagged() || path.size() > MAX_HASHES) {
            throw new MalformedException("proof: its path must be an array of at most " + MAX_HASHES);
        }
        List<Hash> hashes = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            hashes.add(Hash.of(Sign1.bytes(path.get(i), "hash")));
        }
        return new ProofBytes(unsigned(array.get(0)), unsigned(array.get(1)), hashes);
    }

    byte[] encode() {
        CBORObject hashes = CBORObject.NewArray();
        path.forEach(hash -> hashes.Add(hash.toBytes()));
        return CBORObject.NewArray().Add(first).Add(second).Add(hashes).EncodeToBytes();
    }

    private static long unsigned(CBORObject value) {
        if (!Sign1.isInteger(value) || value.AsInt64Value() < 0) {
            throw new MalformedException("proof: sizes and indexes must be 0 to 2^63-1");
        }
        return value.AsInt64Value();
    }
}
