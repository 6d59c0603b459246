package io.tombolo.protect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Data keys as the leaves of a tree with sixteen children a node (Goldreich, Goldwasser and Micali's construction): a child is HMAC-SHA256(parent,
 * "tombolo-tree/1" ‖ 0 ‖ u8 number), and a key's id is the way to it. What is kept are nodes; the root alone gives every key, and one key is
 * taken away permanently by keeping, instead of the node above it, the siblings along the way.
 *
 * <p>A tree is kept in parts, so that taking a key away rewrites little: the stem, from the root on, and a branch for each node of depth {@link
 * #STEM} below which a key was taken away.
 */
final class KeyTree {

    /** Where branches begin. */
    static final int STEM = 3;

    /**
     * Where a key is taken away, with all below this node. That another subject's id begins with the same 64 bits, and is taken away with it, has a
     * chance of 5e-12 with 100 million subjects; the keys that are kept would be twice as many without this.
     */
    private static final int LOWEST = 16;

    private static final int DEPTH = 2 * DataKeyId.LENGTH;
    private static final int CHILDREN = 16;
    private static final byte[] LABEL = "tombolo-tree/1\0".getBytes(StandardCharsets.US_ASCII);

    /** Of the tree. */
    private sealed interface Node {}

    /** Gives all keys below it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Secret(byte[] bytes) implements Node {}

    /** Its children are kept instead of it, one for each number. */
    private record Split(List<Node> children) implements Node {}

    private enum Mark implements Node {
        TAKEN_AWAY,
        BRANCH
    }

    private final int depth;
    private final Node top;

    private KeyTree(int depth, Node top) {
        this.depth = depth;
        this.top = top;
    }

    static KeyTree of(byte[] root) {
        return new KeyTree(0, new Secret(root.clone()));
    }

    /** A branch's name: the numbers on the way to it, as hexadecimal digits. */
    static String branchName(DataKeyId id) {
        return id.toString().substring(0, STEM);
    }

    /** Empty when it was taken away, or is in a branch. */
    Optional<DataKey> key(DataKeyId id) {
        return secret(id, DEPTH).map(secret -> new DataKey(id, secret));
    }

    private Optional<byte[]> secret(DataKeyId id, int wanted) {
        int at = depth;
        Node node = top;
        while (node instanceof Split split) {
            node = split.children().get(id.nibble(at++));
        }
        if (!(node instanceof Secret kept)) {
            return Optional.empty();
        }
        byte[] secret = kept.bytes();
        for (; at < wanted; at++) {
            secret = derived(secret, id.nibble(at));
        }
        return Optional.of(secret);
    }

    /** Whether a branch of its own has the key, if anything has. */
    boolean hasBranch(DataKeyId id) {
        return secret(id, STEM).isEmpty();
    }

    /** What the stem has at a branch's place, as a tree of its own. */
    KeyTree branch(DataKeyId id) {
        return new KeyTree(STEM, new Secret(secret(id, STEM).orElseThrow()));
    }

    /** The stem with a branch of its own for this key. */
    KeyTree branched(DataKeyId id) {
        return new KeyTree(depth, replaced(top, id, depth, STEM, Mark.BRANCH));
    }

    /** A branch, or a whole tree, without one key. */
    KeyTree without(DataKeyId id) {
        return new KeyTree(depth, replaced(top, id, depth, LOWEST, Mark.TAKEN_AWAY));
    }

    private static Node replaced(Node node, DataKeyId id, int depth, int at, Mark mark) {
        if (depth == at || node instanceof Mark) {
            return mark;
        }
        List<Node> children = new ArrayList<>(CHILDREN);
        for (int number = 0; number < CHILDREN; number++) {
            children.add(
                    node instanceof Secret secret
                            ? new Secret(derived(secret.bytes(), number))
                            : ((Split) node).children().get(number));
        }
        int way = id.nibble(depth);
        children.set(way, replaced(children.get(way), id, depth + 1, at, mark));
        return new Split(List.copyOf(children));
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

    /** Of each node {@code 0 | secret 32}, {@code 1 |} sixteen nodes, {@code 2} for a key that was taken away, {@code 3} for a branch. */
    byte[] encoded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encode(top, out);
        return out.toByteArray();
    }

    private static void encode(Node node, ByteArrayOutputStream out) {
        if (node instanceof Secret secret) {
            out.write(0);
            out.writeBytes(secret.bytes());
        } else if (node instanceof Split split) {
            out.write(1);
            split.children().forEach(child -> encode(child, out));
        } else {
            out.write(node == Mark.TAKEN_AWAY ? 2 : 3);
        }
    }

    /** The stem with its branches, as one tree. */
    KeyTree joined(Function<String, KeyTree> branches) {
        return new KeyTree(depth, joined(top, "", branches));
    }

    private static Node joined(Node node, String path, Function<String, KeyTree> branches) {
        if (node instanceof Split split) {
            List<Node> children = new ArrayList<>(CHILDREN);
            for (int number = 0; number < CHILDREN; number++) {
                children.add(joined(split.children().get(number), path + Integer.toHexString(number), branches));
            }
            return new Split(List.copyOf(children));
        }
        return node == Mark.BRANCH ? branches.apply(path).top : node;
    }

    /** From the root on: a stem, or a whole tree. */
    static KeyTree decoded(ByteBuffer in) {
        return new KeyTree(0, decoded(in, 0));
    }

    static KeyTree decodedBranch(ByteBuffer in) {
        return new KeyTree(STEM, decoded(in, STEM));
    }

    private static Node decoded(ByteBuffer in, int depth) {
        byte kind = in.get();
        switch (kind) {
            case 0 -> {
                byte[] secret = new byte[DataKey.LENGTH];
                in.get(secret);
                return new Secret(secret);
            }
            case 1 -> {
                if (depth == DEPTH) {
                    throw new KeyException("group keys: a tree deeper than " + DEPTH);
                }
                List<Node> children = new ArrayList<>(CHILDREN);
                for (int i = 0; i < CHILDREN; i++) {
                    children.add(decoded(in, depth + 1));
                }
                return new Split(List.copyOf(children));
            }
            case 2 -> {
                return Mark.TAKEN_AWAY;
            }
            case 3 -> {
                return Mark.BRANCH;
            }
            default -> throw new KeyException("group keys: a node of kind " + kind + ", must be 0 to 3");
        }
    }
}
