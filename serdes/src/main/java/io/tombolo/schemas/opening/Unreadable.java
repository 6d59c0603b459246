package io.tombolo.schemas.opening;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a reader is given in place of a protected value that it can't open, by the setting {@value OpenSettings#UNREADABLE}. */
enum Unreadable {
    NULL,
    BYTES,
    REFUSE;

    static Unreadable parse(String text) {
        for (Unreadable one : values()) {
            if (one.text().equals(text)) {
                return one;
            }
        }
        throw new IllegalArgumentException(OpenSettings.UNREADABLE + ": '" + text + "', must be "
                + Arrays.stream(values()).map(Unreadable::text).collect(Collectors.joining(", ")));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
