package io.tombolo.verification.verdict;

/**
 * One comparison that a verdict rests on.
 *
 * @param name what was checked, in lower-case words: {@code inclusion proof}
 * @param passed whether it held
 * @param compared what was compared with what, with values, in one line: never a secret, never a whole payload
 */
public record Check(String name, boolean passed, String compared) {

    /** A check that held. */
    public static Check passed(String name, String compared) {
        return new Check(name, true, compared);
    }

    /** A check that did not hold. */
    public static Check failed(String name, String compared) {
        return new Check(name, false, compared);
    }
}
