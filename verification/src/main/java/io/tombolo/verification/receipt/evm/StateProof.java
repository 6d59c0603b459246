package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.evm.Rlp.Item;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Nodes of Merkle-Patricia tries (Ethereum Yellow Paper, appendix D), each found by its Keccak-256. */
final class StateProof {
    private static final int BRANCH = 17;
    private static final int EXTENSION = 2;

    private final Map<Hash, byte[]> nodes = new LinkedHashMap<>();
    private final Set<Hash> visited = new HashSet<>();

    StateProof(List<byte[]> given) {
        for (byte[] node : given) {
            if (nodes.put(Keccak.hash(node), node) != null) {
                throw new MalformedException("state proof: a node twice");
            }
        }
    }

    /** Whether each node was needed: what is in a receipt and proves nothing could be anything. */
    boolean isUsedUp() {
        return visited.size() == nodes.size();
    }

    /**
     * The value under a key, whose Keccak-256 is its path in a trie; empty if the nodes do not lead to one.
     *
     * @throws MalformedException when a node on the way is not one
     */
    Optional<byte[]> value(Hash root, byte[] key) {
        byte[] path = nibbles(Keccak.hash(key).toBytes());
        int walked = 0;
        Optional<Item> node = node(root);
        while (node.isPresent()) {
            List<Item> items = node.get().list();
            Item next;
            if (items.size() == BRANCH) {
                if (walked == path.length) {
                    return Optional.empty();
                }
                next = items.get(path[walked++]);
            } else if (items.size() == EXTENSION) {
                byte[] part = nibbles(items.get(0).string());
                if (part.length < 2 || part[0] > 3) {
                    throw new MalformedException("state proof: a path that is none");
                }
                int skipped = part[0] % 2 == 0 ? 2 : 1;
                boolean isLeaf = part[0] >= 2;
                for (int i = skipped; i < part.length; i++) {
                    if (walked == path.length || part[i] != path[walked++]) {
                        return Optional.empty();
                    }
                }
                next = items.get(1);
                if (isLeaf) {
                    return walked == path.length ? Optional.of(next.string()) : Optional.empty();
                }
            } else {
                throw new MalformedException("state proof: a node of " + items.size() + " items");
            }
            node = next.isList() ? Optional.of(next) : node(next.string());
        }
        return Optional.empty();
    }

    private Optional<Item> node(byte[] reference) {
        return reference.length == Hash.LENGTH ? node(Hash.of(reference)) : Optional.empty();
    }

    private Optional<Item> node(Hash hash) {
        byte[] node = nodes.get(hash);
        if (node == null) {
            return Optional.empty();
        }
        visited.add(hash);
        return Optional.of(Rlp.decode(node));
    }

    private static byte[] nibbles(byte[] bytes) {
        byte[] nibbles = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            nibbles[2 * i] = (byte) ((bytes[i] & 0xf0) >> 4);
            nibbles[2 * i + 1] = (byte) (bytes[i] & 0x0f);
        }
        return nibbles;
    }
}
