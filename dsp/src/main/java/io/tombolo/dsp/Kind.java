package io.tombolo.dsp;

/** The two protocols that have a state. */
enum Kind {
    NEGOTIATION("negotiations", "ContractNegotiation", "ContractNegotiationError"),
    TRANSFER("transfers", "TransferProcess", "TransferError");

    private final String path;
    private final String type;
    private final String errorType;

    Kind(String path, String type, String errorType) {
        this.path = path;
        this.type = type;
        this.errorType = errorType;
    }

    /** The first segment of its paths. */
    String path() {
        return path;
    }

    /** {@code @type} of an exchange. */
    String type() {
        return type;
    }

    /** {@code @type} of a refusal. */
    String errorType() {
        return errorType;
    }
}
