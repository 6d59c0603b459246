package io.tombolo.consumer.audit;

import io.tombolo.verification.verdict.Refusal;

/**
 * One thing that an audit refuses.
 *
 * @param offset the Kafka offset, -1 when no single one is meant
 */
public record AuditRefusal(Refusal kind, int partition, long offset, String detail) {}
