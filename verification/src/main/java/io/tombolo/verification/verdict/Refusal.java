package io.tombolo.verification.verdict;

/** Why something is refused. */
public enum Refusal {
    /** Its bytes, schema, offset or time differ from what was sealed. */
    ALTERED,
    /** The log holds it, the reader did not get it. */
    MISSING,
    /** The reader got it, the log does not hold it: invented, or delivered twice. */
    UNEXPECTED,
    /** It is at another place than the log says. */
    REORDERED,
    /** Two signed heads that cannot both be true; both are kept. */
    FORKED,
    /** A key, a certificate or a quorum that the policy does not accept. */
    NOT_TRUSTED,
    /** Not in its only allowed form, so nothing is known about it. */
    MALFORMED,
    /** A key that the file discloses does not open the field that it is given for. */
    NOT_OPENED
}
