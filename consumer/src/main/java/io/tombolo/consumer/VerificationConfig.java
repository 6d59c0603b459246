package io.tombolo.consumer;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.time.Duration;
import java.util.Map;

/**
 * How a consumer verifies.
 *
 * @param schemas the registry's schemas, see {@link io.tombolo.schemas.registry.RegistrySchemaHashes}
 * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
 * @param gapsAllowed for a topic whose records expire or are compacted away: a record that the log holds and Kafka does not is told,
 *     not refused
 * @param askEvery how often new checkpoints and anchors are asked for, per partition
 */
public record VerificationConfig(
        ProvenanceClient readSide,
        TrustPolicy policy,
        Map<String, ReceiptVerifier> receipts,
        SchemaHashes schemas,
        PartFormat keyFormat,
        PartFormat valueFormat,
        Delivery delivery,
        OnRefusal onRefusal,
        VerdictListener listener,
        RecordTap tap,
        boolean gapsAllowed,
        Duration askEvery) {
    public VerificationConfig {
        receipts = Map.copyOf(receipts);
        if (onRefusal == OnRefusal.SKIP && !delivery.holds()) {
            throw new IllegalArgumentException("SKIP: a record that is delivered at once can't be left out later");
        }
    }

    /** Framed Avro, delivered at once, stopped at the first refusal. */
    public static VerificationConfig of(
            ProvenanceClient readSide,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            SchemaHashes schemas) {
        return new VerificationConfig(
                readSide,
                policy,
                receipts,
                schemas,
                PartFormat.AVRO,
                PartFormat.AVRO,
                Delivery.atOnce(),
                OnRefusal.STOP,
                VerdictListener.NONE,
                RecordTap.NONE,
                false,
                Duration.ofMillis(500));
    }

    public VerificationConfig with(Delivery other, OnRefusal otherOnRefusal) {
        return new VerificationConfig(
                readSide,
                policy,
                receipts,
                schemas,
                keyFormat,
                valueFormat,
                other,
                otherOnRefusal,
                listener,
                tap,
                gapsAllowed,
                askEvery);
    }

    public VerificationConfig with(VerdictListener other) {
        return new VerificationConfig(
                readSide,
                policy,
                receipts,
                schemas,
                keyFormat,
                valueFormat,
                delivery,
                onRefusal,
                other,
                tap,
                gapsAllowed,
                askEvery);
    }

    public VerificationConfig with(RecordTap other) {
        return new VerificationConfig(
                readSide,
                policy,
                receipts,
                schemas,
                keyFormat,
                valueFormat,
                delivery,
                onRefusal,
                listener,
                other,
                gapsAllowed,
                askEvery);
    }

    public VerificationConfig withFormats(PartFormat key, PartFormat value) {
        return new VerificationConfig(
                readSide,
                policy,
                receipts,
                schemas,
                key,
                value,
                delivery,
                onRefusal,
                listener,
                tap,
                gapsAllowed,
                askEvery);
    }

    /** For a topic whose records expire or are compacted away. */
    public VerificationConfig withGapsAllowed() {
        return new VerificationConfig(
                readSide,
                policy,
                receipts,
                schemas,
                keyFormat,
                valueFormat,
                delivery,
                onRefusal,
                listener,
                tap,
                true,
                askEvery);
    }
}
