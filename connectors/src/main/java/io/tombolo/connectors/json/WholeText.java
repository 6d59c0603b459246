package io.tombolo.connectors.json;

/** Texts without halves of surrogate pairs: those have no UTF-8, and would all become one {@code ?} there. */
public final class WholeText {

    private static final int LONGEST_VALUE = 80;
    private static final int LONGEST_SHOWN = 160;

    private WholeText() {}

    /** Whether every surrogate has its other half. */
    public static boolean isWhole(CharSequence text) {
        return half(text) < 0;
    }

    /** Where the first half of a pair is alone; -1 when none is. */
    public static int half(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                if (!Character.isHighSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** What is wrong with a text that is not whole, to follow its name. */
    public static String fault(CharSequence text) {
        int at = half(text);
        return String.format("holds half of a surrogate pair, \\u%04x, which is not text", (int) text.charAt(at));
    }

    /** A value as a message shows it: its first 80 characters, with escapes for what is not whole. */
    public static String shownValue(String text) {
        return shown(text, LONGEST_VALUE);
    }

    /** A message, cut at 160 characters, with escapes for what is not whole. */
    static String shown(String text) {
        return shown(text, LONGEST_SHOWN);
    }

    private static String shown(String text, int most) {
        int end = Math.min(text.length(), most);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        String start = end < text.length() ? text.substring(0, end) + "…" : text;
        if (isWhole(start)) {
            return start;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            boolean pair = i + 1 < start.length() && Character.isSurrogatePair(c, start.charAt(i + 1));
            if (pair) {
                shown.append(c).append(start.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }
}
