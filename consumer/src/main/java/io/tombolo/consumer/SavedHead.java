package io.tombolo.consumer;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import java.util.Optional;

/** The last head that was compared, as it travels in the metadata of the group's offsets: a log may never fall behind it. */
final class SavedHead {
    private static final String PREFIX = "tombolo1 ";

    private SavedHead() {}

    static String write(TreeHead head) {
        return PREFIX + head.size() + " " + head.root().base64();
    }

    /** Empty for metadata that somebody else wrote. */
    static Optional<TreeHead> read(String metadata) {
        String[] words = metadata.startsWith(PREFIX) ? metadata.split(" ", -1) : new String[0];
        if (words.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TreeHead(Long.parseLong(words[1]), Hash.parseBase64(words[2])));
        } catch (MalformedException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
