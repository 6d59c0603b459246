package io.tombolo.reconcile;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.publish.ConnectClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Through which the feed is reached, and whose keys count.
 *
 * @param kafka settings of Kafka clients
 * @param policy asked again until it has a key of the owner's: before a first checkpoint a server knows none
 * @param receipts how to read receipts, by kind of ledger
 */
record FeedAccess(
        Map<String, String> kafka,
        ConnectClient connect,
        RegistryClient registry,
        ProvenanceClient readSide,
        Supplier<TrustPolicy> policy,
        Map<String, ReceiptVerifier> receipts) {
    public FeedAccess {
        kafka = Map.copyOf(kafka);
        receipts = Map.copyOf(receipts);
    }
}
