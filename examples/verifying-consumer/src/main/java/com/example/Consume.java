package com.example;

import io.tombolo.consumer.Delivery;
import io.tombolo.consumer.RefusedException;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Level;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Prints a dataset's events, each when the ledger has confirmed it: {@code Consume KAFKA READ_SIDE REGISTRY POLICY.json TOPIC}. */
public final class Consume {
    public static void main(String[] arguments) throws IOException {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", arguments[0], "group.id", "verifying-consumer", "auto.offset.reset", "earliest");
        try (HttpRegistryClient registry = HttpRegistryClient.of(URI.create(arguments[2]))) {
            VerificationConfig verification = VerificationConfig.builder(
                            new ProvenanceClient(URI.create(arguments[1])),
                            PolicyFile.read(Files.readAllBytes(Path.of(arguments[3]))),
                            EvidenceVerifier.receipts(),
                            new RegistrySchemaHashes(registry))
                    .delivery(Delivery.holdUntil(Level.ANCHORED, Duration.ofMinutes(5)))
                    .build();
            try (Consumer<Object, Object> consumer = VerifyingConsumer.create(
                    kafka, new AvroDeserializer(registry), new AvroDeserializer(registry), verification)) {
                consumer.subscribe(List.of(arguments[4]));
                while (true) {
                    for (ConsumerRecord<Object, Object> event : consumer.poll(Duration.ofSeconds(1))) {
                        System.out.println(event.offset() + " " + DecodedPart.json(event.key()) + " "
                                + DecodedPart.json(event.value()));
                    }
                    consumer.commitSync();
                }
            }
        } catch (RefusedException e) {
            System.err.println("refused: " + e.getMessage());
            System.exit(1);
        }
    }
}
