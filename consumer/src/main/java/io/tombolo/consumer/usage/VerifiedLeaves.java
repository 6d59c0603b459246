package io.tombolo.consumer.usage;

import io.tombolo.merkle.Hash;

/**
 * Leaves that were compared with a signed head.
 *
 * @param origin of the partition's log
 * @param from the first
 * @param to the one behind the last
 * @param root of the tree of {@code to} leaves
 * @param events those that were neither refused nor gone
 * @param bytes of keys and values, 0 where that is not known any more
 */
public record VerifiedLeaves(String origin, long from, long to, Hash root, long events, long bytes) {
    boolean continues(VerifiedLeaves before) {
        return origin.equals(before.origin) && from == before.to;
    }

    VerifiedLeaves behind(VerifiedLeaves before) {
        return new VerifiedLeaves(origin, before.from, to, root, before.events + events, before.bytes + bytes);
    }
}
