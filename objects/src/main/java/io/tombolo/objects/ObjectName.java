package io.tombolo.objects;

import java.util.regex.Pattern;

/** A name that can't leave a folder, and means the same in every store. */
final class ObjectName {
    private static final Pattern FORM =
            Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._~+@%-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~+@%-]+)*");
    /** S3's limit of a key, which counts the prefix too. */
    private static final int LONGEST = 900;

    private ObjectName() {}

    static String checked(String name) {
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "object name of %d characters: limit %d".formatted(name.length(), LONGEST));
        }
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "object name \"%s\": must be segments of A-Z a-z 0-9 . _ ~ + @ %% - with slashes between them"
                            .formatted(name));
        }
        return name;
    }
}
