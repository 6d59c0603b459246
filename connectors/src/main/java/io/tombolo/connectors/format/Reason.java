package io.tombolo.connectors.format;

import org.jspecify.annotations.Nullable;

/** What an exception of a reader says to a person. */
public final class Reason {

    private static final int LONGEST = 500;

    private Reason() {}

    /** Its message; its cause's when it has none; and what kind of exception it is when none has. */
    public static String of(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int i = 0; at != null && i < 10; i++) {
            String said = at.getMessage();
            if (said != null && !said.isBlank() && !said.equals("null")) {
                boolean bare = at instanceof RuntimeException
                        && at.getClass() != RuntimeException.class
                        && at.getClass().getPackageName().startsWith("java.");
                return shortened(bare ? at.getClass().getSimpleName() + ": " + said : said);
            }
            at = at.getCause();
        }
        return failure.getClass().getSimpleName();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
