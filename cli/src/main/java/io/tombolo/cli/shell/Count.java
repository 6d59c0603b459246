package io.tombolo.cli.shell;

/** Numbers of things as a sentence has them: "1 row", "2 rows", "336,776 rows". */
public final class Count {
    private Count() {}

    /** @param noun in the singular; its plural takes an s */
    public static String of(long number, String noun) {
        return String.format(number == 1 ? "%,d %s" : "%,d %ss", number, noun);
    }
}
