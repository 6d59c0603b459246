package io.tombolo.consumer.audit;

/** What an audit makes of records that expired or were compacted away. */
public enum Gaps {
    /** They are counted apart, and the audit is not good: nobody but the broker says that they were let go. */
    REFUSED,
    /** They are counted, and the audit is good if all else is: the auditor takes the broker's word for why they are gone. */
    TOLD
}
