package io.tombolo.consumer.audit;

/** Hears how far an audit has come, after each poll, on the auditing thread. */
@FunctionalInterface
public interface AuditProgress {
    /** Nobody listens. */
    AuditProgress SILENT = (compared, due) -> {};

    /**
     * How far it has come.
     *
     * @param compared leaves compared with a signed head so far, all partitions together
     * @param due leaves that there are to compare
     */
    void at(long compared, long due);
}
