package io.tombolo.consumer.watch;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a group must not forget, as it travels in the metadata of its committed offsets: the last head that was compared, behind which
 * a log may never fall, and what was delivered since.
 *
 * @param stretches records that were delivered and that no head covers yet
 */
record SavedState(Optional<TreeHead> compared, List<UncomparedRange> stretches) {
    /** Nothing was committed. */
    public static final SavedState NONE = new SavedState(Optional.empty(), List.of());

    private static final String PREFIX = "tombolo2";
    private static final String NO_HEAD = "-";
    private static final int HEAD_WORDS = 3;
    private static final int STRETCH_WORDS = 4;
    /** A stretch takes about 90 characters, and a broker takes 4096 by default. */
    private static final int MAX_STRETCHES = 32;

    public SavedState {
        // The newest are those that nobody else looks at.
        stretches = List.copyOf(stretches.subList(Math.max(0, stretches.size() - MAX_STRETCHES), stretches.size()));
    }

    /** As the metadata of an offset. */
    public String write() {
        if (compared.isEmpty() && stretches.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(PREFIX).append(' ');
        text.append(compared.map(h -> h.size() + " " + h.root().base64()).orElse(NO_HEAD + " " + NO_HEAD));
        for (UncomparedRange stretch : stretches) {
            text.append(' ').append(stretch.from());
            text.append(' ').append(stretch.to());
            text.append(' ').append(stretch.count());
            text.append(' ').append(stretch.digest().base64());
        }
        return text.toString();
    }

    /** {@link #NONE} for metadata that somebody else wrote. */
    public static SavedState read(String metadata) {
        String[] words = metadata.startsWith(PREFIX + " ") ? metadata.split(" ", -1) : new String[0];
        if (words.length < HEAD_WORDS || (words.length - HEAD_WORDS) % STRETCH_WORDS != 0) {
            return NONE;
        }
        try {
            Optional<TreeHead> compared = words[1].equals(NO_HEAD)
                    ? Optional.empty()
                    : Optional.of(new TreeHead(Long.parseLong(words[1]), Hash.parseBase64(words[2])));
            List<UncomparedRange> stretches = new ArrayList<>();
            for (int i = HEAD_WORDS; i < words.length; i += STRETCH_WORDS) {
                stretches.add(new UncomparedRange(
                        Long.parseLong(words[i]),
                        Long.parseLong(words[i + 1]),
                        Long.parseLong(words[i + 2]),
                        Hash.parseBase64(words[i + 3]),
                        Optional.empty()));
            }
            return new SavedState(compared, stretches);
        } catch (MalformedException | NumberFormatException e) {
            return NONE;
        }
    }
}
