package io.tombolo.config;

import java.util.regex.Pattern;

/** Checks that name the key, the value and the limit. */
public final class Range {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

    private Range() {}

    /** Throws unless a number is within its limits, which count. */
    public static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigException(key + ": " + value + ", limit " + least + " to " + most);
        }
    }

    /** Throws unless a name is one that Kafka takes everywhere. */
    public static void name(String key, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ConfigException(key + ": '" + value + "', must be 1 to 100 of a-z A-Z 0-9 . _ -");
        }
    }
}
