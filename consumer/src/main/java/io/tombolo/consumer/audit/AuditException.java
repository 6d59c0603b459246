package io.tombolo.consumer.audit;

/** An audit could not be carried through: no such dataset, or Kafka returned nothing for too long. No verdict. */
public final class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AuditException(String message) {
        super(message);
    }

    public AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
