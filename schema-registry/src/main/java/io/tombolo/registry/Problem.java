package io.tombolo.registry;

/** A request that is refused, with Confluent's error code: the first three digits are the HTTP status. */
final class Problem extends RuntimeException {

    private final int code;

    Problem(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }

    int status() {
        return code < 1_000 ? code : code / 100;
    }

    /** Whether it's about a subject, version or schema that is not there. */
    boolean isMissing() {
        return code >= 40_401 && code <= 40_403;
    }

    static Problem subjectNotFound(String subject) {
        return new Problem(40401, "Subject '" + subject + "' not found.");
    }

    static Problem versionNotFound(String version) {
        return new Problem(40402, "Version " + version + " not found.");
    }

    static Problem schemaNotFound(String what) {
        return new Problem(40403, "Schema " + what + " not found");
    }

    static Problem invalidSchema(String why) {
        return new Problem(42201, "Invalid schema: " + why);
    }
}
