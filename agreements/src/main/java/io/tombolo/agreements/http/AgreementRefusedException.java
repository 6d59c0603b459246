package io.tombolo.agreements.http;

/** The other side refused a request, with a problem document. */
public final class AgreementRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String kind;

    AgreementRefusedException(int status, String kind, String detail) {
        super(kind + ": " + detail);
        this.status = status;
        this.kind = kind;
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** The last part of the problem's type, as {@code wrong-signer}. */
    public String kind() {
        return kind;
    }
}
