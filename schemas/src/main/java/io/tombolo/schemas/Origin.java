package io.tombolo.schemas;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one log: {@code organisation/dataset/partition}, and {@code /generation} from 2 on. At most 255 characters, none of them a space
 * or a plus sign, so that it can be a C2SP origin and a folder's name.
 *
 * @param partition 0 to 999,999,999
 * @param generation 1 for a topic's first life, left out of the text then; to 999,999,999
 */
public record Origin(DatasetId dataset, int partition, int generation) implements Comparable<Origin> {
    /** Characters of an origin. */
    public static final int MAX_LENGTH = 255;

    private static final int MAX_NUMBER = 999_999_999;
    private static final Pattern FORM =
            Pattern.compile("([^/]+)/([^/]+)/(0|[1-9][0-9]{0,8})(?:/([2-9]|[1-9][0-9]{1,8}))?");
    private static final Comparator<Origin> ORDER = Comparator.comparing(
                    (Origin origin) -> origin.dataset().toString())
            .thenComparingInt(Origin::partition)
            .thenComparingInt(Origin::generation);

    public Origin {
        if (partition < 0 || partition > MAX_NUMBER || generation < 1 || generation > MAX_NUMBER) {
            throw new IllegalArgumentException("log of " + dataset + ": partition " + partition + ", generation "
                    + generation + ", must be from 0 and from 1 to " + MAX_NUMBER);
        }
    }

    /** Reads the text form; empty for anything else, so that a text from outside never becomes the name of a log or a file. */
    public static Optional<Origin> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !DatasetId.isOrganisation(parts.group(1)) || !DatasetId.isName(parts.group(2))) {
            return Optional.empty();
        }
        try {
            DatasetId dataset = new DatasetId(parts.group(1), parts.group(2));
            int generation = parts.group(4) == null ? 1 : Integer.parseInt(parts.group(4));
            return Optional.of(new Origin(dataset, Integer.parseInt(parts.group(3)), generation));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String organisation() {
        return dataset.organisation();
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String first = dataset + "/" + partition;
        return generation == 1 ? first : first + "/" + generation;
    }
}
