package io.tombolo.protect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * All data keys of a dataset's group, as the leaves of a tree with sixteen children a node (Goldreich, Goldwasser and Micali's
 * construction): a child is HMAC-SHA256(parent, "tombolo-tree/1" ‖ 0 ‖ u8 number), and a key's id is the way to it. What is kept are nodes; the
 * root alone gives every key, and one key is taken away permanently by keeping, instead of the node above it, the siblings along the way.
 */
final class KeyTree {

    private static final int DEPTH = 2 * DataKeyId.LENGTH;
    private static final int CHILDREN = 16;
    private static final byte[] LABEL = "tombolo-tree/1\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * A node that is kept.
     *
     * @param path the numbers of the children on the way to it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared but with itself
    private record Node(List<Integer> path, byte[] secret) {
        boolean isAbove(DataKeyId id) {
            for (int i = 0; i < path.size(); i++) {
                if (path.get(i) != id.nibble(i)) {
                    return false;
                }
            }
            return true;
        }

        Node child(int number) {
            List<Integer> longer = new ArrayList<>(path);
            longer.add(number);
            return new Node(List.copyOf(longer), derived(secret, number));
        }
    }

    private final List<Node> nodes;

    private KeyTree(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    static KeyTree of(byte[] root) {
        return new KeyTree(List.of(new Node(List.of(), root.clone())));
    }

    /** Empty when it was taken away. */
    Optional<DataKey> key(DataKeyId id) {
        return above(id).map(node -> {
            byte[] secret = node.secret();
            for (int depth = node.path().size(); depth < DEPTH; depth++) {
                secret = derived(secret, id.nibble(depth));
            }
            return new DataKey(id, secret);
        });
    }

    /** The same tree without one key. */
    KeyTree without(DataKeyId id) {
        Node node = above(id).orElse(null);
        if (node == null) {
            return this;
        }
        List<Node> kept = new ArrayList<>(nodes);
        kept.remove(node);
        while (node.path().size() < DEPTH) {
            int way = id.nibble(node.path().size());
            for (int number = 0; number < CHILDREN; number++) {
                if (number != way) {
                    kept.add(node.child(number));
                }
            }
            node = node.child(way);
        }
        return new KeyTree(kept);
    }

    private Optional<Node> above(DataKeyId id) {
        return nodes.stream().filter(node -> node.isAbove(id)).findFirst();
    }

    private static byte[] derived(byte[] parent, int number) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(parent, "HmacSHA256"));
            hmac.update(LABEL);
            hmac.update((byte) number);
            return hmac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    /** {@code u32 nodes}, and of each {@code u8 depth | one byte for each step | secret 32}. */
    byte[] encoded() {
        int length = Integer.BYTES
                + nodes.stream()
                        .mapToInt(node -> 1 + node.path().size() + DataKey.LENGTH)
                        .sum();
        ByteBuffer out = ByteBuffer.allocate(length).putInt(nodes.size());
        for (Node node : nodes) {
            out.put((byte) node.path().size());
            node.path().forEach(step -> out.put(step.byteValue()));
            out.put(node.secret());
        }
        return out.array();
    }

    static KeyTree decoded(ByteBuffer in) {
        int count = in.getInt();
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] path = new byte[in.get()];
            in.get(path);
            byte[] secret = new byte[DataKey.LENGTH];
            in.get(secret);
            List<Integer> steps = new ArrayList<>();
            for (byte step : path) {
                steps.add((int) step);
            }
            nodes.add(new Node(List.copyOf(steps), secret));
        }
        return new KeyTree(nodes);
    }
}
