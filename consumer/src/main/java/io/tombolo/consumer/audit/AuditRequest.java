package io.tombolo.consumer.audit;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;

/**
 * What to audit, and by whose word.
 *
 * @param kafka client settings; those that verification depends on ({@code isolation.level}, deserializers, no group) are overridden
 * @param schemas the registry's schemas, see {@link io.tombolo.schemas.registry.RegistrySchemaHashes}
 * @param policy the auditor's own, or the read side's ({@link ProvenanceClient#policy()}), which the result then says
 * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
 * @param gaps what becomes of records that expired or were compacted away
 * @param resumption what an earlier run left, and what this one is to leave
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
        AuditProgress progress,
        Gaps gaps,
        Resumption resumption,
        Duration patience) {
    public AuditRequest {
        kafka = Map.copyOf(kafka);
        receipts = Map.copyOf(receipts);
    }

    /** An audit of framed Avro keys and values, in one go, of what Kafka hands out, with half a minute's patience. */
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
                AuditProgress.SILENT,
                Gaps.REFUSED,
                Resumption.NONE,
                Duration.ofSeconds(30));
    }

    public AuditRequest withProgress(AuditProgress other) {
        return with(keyFormat, valueFormat, other, gaps, resumption);
    }

    public AuditRequest withFormats(PartFormat key, PartFormat value) {
        return with(key, value, progress, gaps, resumption);
    }

    public AuditRequest withGaps(Gaps other) {
        return with(keyFormat, valueFormat, progress, other, resumption);
    }

    public AuditRequest withResumption(Resumption other) {
        return with(keyFormat, valueFormat, progress, gaps, other);
    }

    private AuditRequest with(
            PartFormat key, PartFormat value, AuditProgress otherProgress, Gaps otherGaps, Resumption otherResumption) {
        return new AuditRequest(
                dataset,
                kafka,
                readSide,
                schemas,
                key,
                value,
                policy,
                receipts,
                otherProgress,
                otherGaps,
                otherResumption,
                patience);
    }

    /** Digest of all that decides what an audit finds: what one run compared for another question counts for nothing in this one. */
    Hash question() {
        MessageDigest digest = Hash.sha256();
        String formats = policy.trust() + " " + keyFormat + " " + valueFormat + "\n";
        digest.update(formats.getBytes(StandardCharsets.UTF_8));
        return Hash.of(digest.digest(PolicyFile.write(policy)));
    }
}
