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
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What to audit, and by whose word.
 *
 * @param kafka client settings; those that verification depends on ({@code isolation.level}, deserializers, no group) are overridden
 * @param schemas the registry's schemas, see {@link io.tombolo.schemas.registry.RegistrySchemaHashes}
 * @param policy the auditor's own, or the read side's ({@link ProvenanceClient#policy()}), which the result then says
 * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
 * @param gaps what happens to records that expired or were compacted away
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
        Progress progress,
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
                Progress.SILENT,
                Gaps.REFUSED,
                Resumption.NONE,
                Duration.ofSeconds(30));
    }

    public AuditRequest withProgress(Progress other) {
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
            PartFormat key, PartFormat value, Progress otherProgress, Gaps otherGaps, Resumption otherResumption) {
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

    /**
     * How an audit outlives its process: what an earlier run left, and where this one leaves its own.
     *
     * @param from what an earlier run left; the caller is responsible that nobody altered it, see {@link AuditStateFile}
     * @param saver takes what there is to continue from, on the auditing thread, now and then and when the audit ends before its time
     * @param every how long the saver is left in peace
     * @param stop asked now and then whether the audit is to stop
     */
    public record Resumption(
            Optional<AuditStateFile.SavedAudit> from,
            Consumer<AuditStateFile.SavedAudit> saver,
            Duration every,
            BooleanSupplier stop,
            Clock clock) {
        /** From the first record to the last in one go. */
        public static final Resumption NONE =
                new Resumption(Optional.empty(), state -> {}, Duration.ofDays(365), () -> false, Clock.systemUTC());
    }

    /** What an audit makes of records that expired or were compacted away. */
    public enum Gaps {
        /** They are counted apart, and the audit is not good: nobody but the broker says that they were let go. */
        REFUSED,
        /** They are counted, and the audit is good if all else is: the auditor takes the broker's word for why they are gone. */
        TOLD
    }

    /** Hears how far an audit has come. */
    @FunctionalInterface
    public interface Progress {
        /** Nobody listens. */
        Progress SILENT = (compared, due) -> {};

        /**
         * How many checkpoints and anchors were read and checked, before the first record is compared. Called for each, on several
         * threads.
         */
        default void heads(long read) {}

        /**
         * How far it has come: called after each poll, on the auditing thread.
         *
         * @param compared leaves compared with a signed head so far, all partitions together
         * @param due leaves that there are to compare
         */
        void at(long compared, long due);
    }
}
