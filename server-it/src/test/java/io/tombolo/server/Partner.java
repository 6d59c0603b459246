package io.tombolo.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.access.Partners;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.schemas.DatasetId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Another organisation: its key, its agreement, and what it was given to connect with. */
final class Partner {
    private final Agreement agreement;
    private final AgreementClient client;
    private final KeyPair key;
    private final JsonNode given;
    private final Path authorities;

    private Partner(Agreement agreement, AgreementClient client, KeyPair key, JsonNode given, Path authorities) {
        this.agreement = agreement;
        this.client = client;
        this.key = key;
        this.given = given;
        this.authorities = authorities;
    }

    /** Agrees with the owner, whose operator is {@code owner}, and asks for credentials. */
    static Partner agree(
            AgreementClient owner, URI agreements, String name, DatasetId dataset, Path authorities, Path folder)
            throws Exception {
        KeyPair key = Ed25519Keys.generate();
        ObjectNode terms = JsonMapper.builder().build().createObjectNode();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        terms.put("dataset", dataset.toString())
                .put("consumer", NoteVerifier.ed25519(name, key.getPublic()).vkey())
                .put("purpose", "test")
                .put("from", now.minusSeconds(60).toString())
                .put("until", now.plusSeconds(86_400).toString())
                .put("bytes_per_second", 100_000_000);
        Agreement offered = owner.offer(terms);
        BoundedHttp http = new HttpAccess(Optional.of(authorities), Optional.empty()).http(AgreementClient.LIMITS);
        AgreementClient client = new AgreementClient(agreements, http);
        Agreement agreed = client.take(
                offered.id(), offered.next(Action.ACCEPT, Instant.now(), "-").signed(name, key), Optional.empty());
        JsonNode given = client.credentials(agreed, key, Instant.now());
        Path file = folder.resolve(name + ".pem");
        Files.writeString(file, given.path("authorities").asText());
        return new Partner(agreed, client, key, given, file);
    }

    String id() {
        return agreement.id();
    }

    /** As its signed steps are now, by the owner's node. */
    Agreement sign(AgreementClient owner, Action action) {
        Agreement now = owner.find(id());
        return client.take(
                id(),
                now.next(action, Instant.now(), "-")
                        .signed(now.terms().consumer().name(), key),
                Optional.empty());
    }

    JsonNode askAgain() {
        return client.credentials(agreement, key, Instant.now());
    }

    String topic() {
        return given.path("topic").asText();
    }

    String group(String name) {
        return given.path("group_prefix").asText() + name;
    }

    BoundedHttp http() {
        return new HttpAccess(
                        Optional.of(authorities),
                        Optional.of(given.path("token").asText()))
                .http(AgreementClient.LIMITS);
    }

    URI api() {
        return URI.create(given.path("api").asText());
    }

    Map<String, String> registry() {
        return Map.of(
                "schema.registry.url", given.path("registry").asText(),
                "bearer.auth.credentials.source", "STATIC_TOKEN",
                "bearer.auth.token", given.path("token").asText(),
                "schema.registry.ssl.truststore.type", "PEM",
                "schema.registry.ssl.truststore.location", authorities.toString());
    }

    /** Settings of Kafka clients. */
    Map<String, Object> kafka() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", given.path("kafka").asText());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
                        + given.path("user").asText() + "\" password=\""
                        + given.path("password").asText() + "\";");
        settings.put("metadata.max.age.ms", Partners.METADATA_MAX_AGE_MS);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", authorities.toString());
        return settings;
    }
}
