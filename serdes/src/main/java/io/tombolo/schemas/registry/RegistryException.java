package io.tombolo.schemas.registry;

import org.jspecify.annotations.Nullable;

/** A registry did not do what was asked: it gave no answer, a wrong one, or refused. What it doesn't know is a value. */
public class RegistryException extends RuntimeException {

    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No answer at all, or "not now": asking again later may help. */
    public static final class Unavailable extends RegistryException {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** An answer that no schema registry gives: HTML, a redirect in a circle, a certificate that has expired. */
    public static final class Misconfigured extends RegistryException {
        public Misconfigured(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A clear no: an incompatible or invalid schema, a missing right. */
    public static final class Refused extends RegistryException {
        private final int code;

        /** {@code code} is the registry's own error code (as 42201), or the HTTP status when it gave none. */
        public Refused(int code, String message) {
            super(message, null);
            this.code = code;
        }

        /** The registry's error code: 409 incompatible, 42201 invalid schema, 401 and 403 not allowed. */
        public int code() {
            return code;
        }
    }
}
