package io.tombolo.connectors.row;

import java.util.regex.Pattern;

/** Numbers with a comma where others have a point, as {@code 1.234,50}. */
final class DecimalComma {

    private static final Pattern GROUPED = Pattern.compile("[+-]?[0-9]{1,3}(\\.[0-9]{3})+(,[0-9]*)?([eE][+-]?[0-9]+)?");

    private DecimalComma() {}

    /** With a point instead; what has points of its own is left as it is but for one more, so that it is not a number. */
    static String withPoint(String text) {
        return text.indexOf('.') >= 0 ? "." + text : text.replace(',', '.');
    }

    /** As {@link #withPoint}, and points between groups of three digits go. */
    static String ungrouped(String text) {
        return text.indexOf('.') >= 0 && GROUPED.matcher(text).matches()
                ? text.replace(".", "").replace(',', '.')
                : withPoint(text);
    }
}
