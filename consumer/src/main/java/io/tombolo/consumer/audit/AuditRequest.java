package io.tombolo.consumer.audit;

import io.tombolo.consumer.RecordTap;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * What to audit, and by whose word.
 *
 * @param kafka client settings; those that verification depends on ({@code isolation.level}, deserializers, no group) are overridden
 * @param schemas the registry's schemas, see {@link io.tombolo.schemas.registry.RegistrySchemaHashes}
 * @param policy the auditor's own, or the read side's ({@link ProvenanceClient#policy()}), which the result then says
 * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
 * @param patience how long Kafka may hand out nothing before the audit gives up
 */
public record AuditRequest(
        DatasetId dataset,
        Map<String, Object> kafka,
        ProvenanceClient readSide,
        SchemaHashes schemas,
        PartFormat keyFormat,
        PartFormat valueFormat,
        TrustPolicy policy,
        Map<String, ReceiptVerifier> receipts,
        RecordTap tap,
        AuditProgress progress,
        Duration patience) {
    public AuditRequest {
        kafka = Map.copyOf(kafka);
        receipts = Map.copyOf(receipts);
    }

    /** An audit of framed Avro keys and values, of what Kafka hands out, with half a minute's patience. */
    public static AuditRequest of(
            DatasetId dataset,
            Map<String, Object> kafka,
            ProvenanceClient readSide,
            SchemaHashes schemas,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts) {
        return new AuditRequest(
                dataset,
                kafka,
                readSide,
                schemas,
                PartFormat.AVRO,
                PartFormat.AVRO,
                policy,
                receipts,
                RecordTap.NONE,
                AuditProgress.SILENT,
                Duration.ofSeconds(30));
    }

    /** The same, with an attacker between Kafka and the verifier. */
    public AuditRequest withTap(RecordTap other) {
        return new AuditRequest(
                dataset, kafka, readSide, schemas, keyFormat, valueFormat, policy, receipts, other, progress, patience);
    }

    public AuditRequest withProgress(AuditProgress other) {
        return new AuditRequest(
                dataset, kafka, readSide, schemas, keyFormat, valueFormat, policy, receipts, tap, other, patience);
    }

    public AuditRequest withFormats(PartFormat key, PartFormat value) {
        return new AuditRequest(
                dataset, kafka, readSide, schemas, key, value, policy, receipts, tap, progress, patience);
    }
}
