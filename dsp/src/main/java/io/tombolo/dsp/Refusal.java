package io.tombolo.dsp;

import java.util.Locale;

/**
 * Why a message is not taken, as the protocol's error messages say it.
 *
 * @param status of HTTP
 * @param code words with hyphens, the same for every case
 * @param reason the thing, its value and the limit
 */
record Refusal(int status, String code, String reason) {
    /** A message that is not taken. */
    static final class NotTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        NotTaken(Refusal refusal) {
            super(refusal.reason());
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    static NotTaken malformed(String reason) {
        return new NotTaken(new Refusal(400, "malformed", reason));
    }

    static NotTaken wrongState(String reason) {
        return new NotTaken(new Refusal(400, "wrong-state", reason));
    }

    static NotTaken refused(String code, String reason) {
        return new NotTaken(new Refusal(400, code, reason));
    }

    /** The same for one that does not exist and one of another participant. */
    static NotTaken unknown(Kind kind, String pid) {
        return new NotTaken(new Refusal(
                404,
                "unknown",
                "no " + kind.name().toLowerCase(Locale.ROOT) + " has the identifier " + Incoming.shown(pid)));
    }
}
