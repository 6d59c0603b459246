package io.tombolo.consumer;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.consumer.watch.TopicDatasets;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.time.Duration;
import java.util.Map;

/** How a consumer verifies, and what happens to its records meanwhile. */
public record VerificationConfig(
        Watches.WatchConfig watch, Delivery delivery, OnRefusal onRefusal, VerdictListener listener) {
    public VerificationConfig {
        if (onRefusal == OnRefusal.SKIP && !delivery.holds()) {
            throw new IllegalArgumentException("SKIP: a record that is delivered at once can't be left out later");
        }
        if (delivery.holds() && delivery.maxHeld() > watch.maxUnsealed()) {
            throw new IllegalArgumentException("max held: " + delivery.maxHeld() + ", limit " + watch.maxUnsealed()
                    + ", which is how many may wait for a checkpoint");
        }
    }

    /** Framed Avro, delivered at once, stopped at the first refusal. */
    public static VerificationConfig of(
            ProvenanceClient readSide,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            SchemaHashes schemas) {
        return builder(readSide, policy, receipts, schemas).build();
    }

    /**
     * What {@link #of} says, unless it is changed.
     *
     * @param receipts how to read receipts, by kind of ledger, as {@code fabric}
     * @param schemas the registry's schemas, asked by two threads, see {@link
     *     io.tombolo.schemas.registry.RegistrySchemaHashes}
     */
    public static Builder builder(
            ProvenanceClient readSide,
            TrustPolicy policy,
            Map<String, ReceiptVerifier> receipts,
            SchemaHashes schemas) {
        return new Builder(readSide, policy, receipts, schemas);
    }

    /** Settings as they come together; the last word counts. */
    public static final class Builder {
        private final ProvenanceClient readSide;
        private final TrustPolicy policy;
        private final Map<String, ReceiptVerifier> receipts;
        private final SchemaHashes schemas;
        private PartFormat keyFormat = PartFormat.AVRO;
        private PartFormat valueFormat = PartFormat.AVRO;
        private TopicDatasets topics = TopicDatasets.byName();
        private boolean gapsAllowed;
        private Hashing hashing = Hashing.OWN_THREAD;
        private Duration askEvery = Watches.WatchConfig.DEFAULT_ASK_EVERY;
        private int maxUnsealed = Watches.WatchConfig.DEFAULT_MAX_UNSEALED;
        private Delivery delivery = Delivery.atOnce();
        private OnRefusal onRefusal = OnRefusal.STOP;
        private VerdictListener listener = VerdictListener.NONE;

        private Builder(
                ProvenanceClient readSide,
                TrustPolicy policy,
                Map<String, ReceiptVerifier> receipts,
                SchemaHashes schemas) {
            this.readSide = readSide;
            this.policy = policy;
            this.receipts = receipts;
            this.schemas = schemas;
        }

        /** As the dataset's owner registered it. */
        public Builder formats(PartFormat key, PartFormat value) {
            keyFormat = key;
            valueFormat = value;
            return this;
        }

        /** Which topics hold which datasets, when their names do not say so. */
        public Builder topics(TopicDatasets other) {
            topics = other;
            return this;
        }

        /** For topics whose records expire or are compacted away: what is not there any more is reported, not refused. */
        public Builder gapsAllowed() {
            gapsAllowed = true;
            return this;
        }

        public Builder hashing(Hashing other) {
            hashing = other;
            return this;
        }

        /** How often new checkpoints and anchors are asked for, per partition. */
        public Builder askEvery(Duration other) {
            askEvery = other;
            return this;
        }

        /** How many records of one partition may wait for a checkpoint, 50 bytes each, before no more are fetched. */
        public Builder maxUnsealed(int other) {
            maxUnsealed = other;
            return this;
        }

        public Builder delivery(Delivery other) {
            delivery = other;
            return this;
        }

        public Builder onRefusal(OnRefusal other) {
            onRefusal = other;
            return this;
        }

        /** One listener more. */
        public Builder listener(VerdictListener other) {
            listener = listener == VerdictListener.NONE ? other : listener.and(other);
            return this;
        }

        /**
         * The configuration of these settings.
         *
         * @throws IllegalArgumentException when two settings contradict each other
         */
        public VerificationConfig build() {
            Watches.WatchConfig watch = new Watches.WatchConfig(
                    readSide,
                    policy,
                    receipts,
                    schemas,
                    keyFormat,
                    valueFormat,
                    topics,
                    gapsAllowed,
                    hashing,
                    askEvery,
                    maxUnsealed);
            return new VerificationConfig(watch, delivery, onRefusal, listener);
        }
    }
}
