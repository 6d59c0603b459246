package io.tombolo.cli.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.access.Partners;
import io.tombolo.cli.shell.Json;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.schemas.opening.OpensFields;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** What an owner's node gave a partner, as the file that its Kafka clients, registry clients and commands take. */
final class GivenCredentials {
    /** Of the owner's own Kafka cluster; empty where the platform knows them. */
    private static final String KAFKA_AUTHORITIES = "kafka_authorities";

    private GivenCredentials() {}

    static void write(JsonNode given, Agreement agreement, Path key, Path folder) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("bootstrap.servers", text(given, "kafka"));
        lines.put("security.protocol", SecurityProtocol.SASL_SSL.name);
        lines.put("sasl.mechanism", "SCRAM-SHA-512");
        lines.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + text(given, "user")
                        + "\" password=\"" + text(given, "password") + "\";");
        lines.put("metadata.max.age.ms", String.valueOf(Partners.METADATA_MAX_AGE_MS));
        lines.put("schema.registry.url", text(given, "registry"));
        lines.put("bearer.auth.credentials.source", "STATIC_TOKEN");
        lines.put("bearer.auth.token", text(given, "token"));
        if (given.path("authorities").isTextual()) {
            Path authorities = folder.resolve("ca.pem").toAbsolutePath();
            AgreementNode.write(authorities, text(given, "authorities"));
            trust(lines, "schema.registry.", authorities);
            if (!given.has(KAFKA_AUTHORITIES)) {
                trust(lines, "", authorities);
            }
        }
        if (!text(given, KAFKA_AUTHORITIES).isEmpty()) {
            Path authorities = folder.resolve("kafka-ca.pem").toAbsolutePath();
            AgreementNode.write(authorities, text(given, KAFKA_AUTHORITIES));
            trust(lines, "", authorities);
        }
        lines.put("tombolo.server", text(given, "api"));
        lines.put(AgreementNode.AGREEMENTS, text(given, "agreements"));
        if (!agreement.terms().fieldGroups().isEmpty()) {
            lines.put(OpensFields.KEYS, text(given, "api"));
            lines.put(OpensFields.UNREADABLE, "null");
        }
        lines.put(UsageReceipts.FOLDER, folder.toAbsolutePath().normalize().toString());
        lines.put(UsageReceipts.KEY, key.toAbsolutePath().normalize().toString());
        AgreementNode.write(
                folder.resolve("agreement-" + agreement.id() + ".json"), Json.text(AgreementFile.write(agreement)));
        AgreementNode.writeSecret(
                folder.resolve("client.properties"),
                "# Consumer groups begin with " + text(given, "group_prefix") + "; the topic is " + text(given, "topic")
                        + ".\n"
                        + lines.entrySet().stream()
                                .map(line -> line.getKey() + "=" + line.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    private static void trust(Map<String, String> lines, String prefix, Path authorities) {
        lines.put(prefix + "ssl.truststore.type", "PEM");
        lines.put(prefix + "ssl.truststore.location", authorities.toString());
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText();
    }
}
