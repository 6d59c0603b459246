package io.tombolo.ledger.wire;

/** A strict reader of newline-ended text: every line ends in {@code \n}, numbers have one spelling. */
final class Lines {
    private final String text;
    private int at;

    Lines(String text) {
        this.text = text;
    }

    String next(String what) {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            throw new IllegalArgumentException(what + ": text ends before it");
        }
        String line = text.substring(at, end);
        at = end + 1;
        return line;
    }

    void expect(String line) {
        String found = next("'" + line + "'");
        if (!found.equals(line)) {
            throw new IllegalArgumentException("'" + line + "' due, found '" + shortened(found) + "'");
        }
    }

    /** The next so many characters (not bytes), as announced by a line before them. */
    String take(long length, String what) {
        if (length > text.length() - at) {
            throw new IllegalArgumentException(
                    what + ": " + length + " characters announced, " + (text.length() - at) + " left");
        }
        String taken = text.substring(at, at + (int) length);
        at += (int) length;
        return taken;
    }

    boolean atEnd() {
        return at == text.length();
    }

    String rest() {
        String rest = text.substring(at);
        at = text.length();
        return rest;
    }

    static long number(String digits, String what) {
        if (!digits.matches("0|[1-9][0-9]{0,18}")) {
            throw new IllegalArgumentException(what + ": '" + shortened(digits) + "' is not a decimal number");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + ": " + digits + ", limit " + Long.MAX_VALUE, e);
        }
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
