package io.tombolo.terminal;

import java.util.regex.Pattern;

/** Text of others on a terminal. */
public final class Plain {
    /** Escape sequences begin with one of the control characters; those of format reverse what is beside them. */
    private static final Pattern ACTIVE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private Plain() {}

    /** In one line, with a {@code ?} for each character that a terminal would act on instead of showing it. */
    public static String text(String others) {
        return ACTIVE.matcher(others).replaceAll("?");
    }
}
