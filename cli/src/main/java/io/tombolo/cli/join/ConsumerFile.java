package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.access.Partners;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.schemas.opening.OpensFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a partner's programs connect with, and the smallest of them. */
final class ConsumerFile {
    /** Of the owner's own Kafka cluster, PEM; empty where the platform knows them. */
    static final String KAFKA_AUTHORITIES = "kafka_authorities";

    private ConsumerFile() {}

    /** Settings of Kafka's consumers, of registry clients and of this command line, for {@code --connection}. */
    static String text(
            Agreement agreement,
            JsonNode issued,
            Optional<Path> authorities,
            Optional<Path> kafkaAuthorities,
            Path key,
            String agreementLine) {
        String user = OwnerClient.text(issued, "user");
        String token = OwnerClient.text(issued, "token");
        List<String> lines = new ArrayList<>(List.of(
                "# Reads " + agreement.terms().dataset() + " as "
                        + agreement.terms().consumer().name() + ". Holds a password and a token: keep it secret.",
                "bootstrap.servers=" + OwnerClient.text(issued, "kafka"),
                "security.protocol=SASL_SSL",
                "sasl.mechanism=SCRAM-SHA-512",
                "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                        + "\" password=\"" + OwnerClient.text(issued, "password") + "\";",
                "group.id=" + OwnerClient.text(issued, "group_prefix") + "consumer",
                "isolation.level=read_committed",
                "metadata.max.age.ms=" + Partners.METADATA_MAX_AGE_MS,
                "bearer.auth.credentials.source=STATIC_TOKEN",
                "bearer.auth.token=" + token,
                "schema.registry.url=" + OwnerClient.text(issued, "registry"),
                "tombolo.server=" + OwnerClient.text(issued, "api"),
                "tombolo.agreements=" + OwnerClient.text(issued, "agreements"),
                UsageReceipts.FOLDER + "=" + absolute(key).getParent(),
                UsageReceipts.KEY + "=" + absolute(key)));
        if (!agreement.terms().fieldGroups().isEmpty()) {
            lines.addAll(List.of(
                    OpensFields.KEYS + "=" + OwnerClient.text(issued, "api"), OpensFields.UNREADABLE + "=null"));
        }
        if (!issued.has(KAFKA_AUTHORITIES)) {
            // Tombolo's own broker.
            lines.addAll(List.of("ssl.protocol=TLSv1.3", "ssl.enabled.protocols=TLSv1.3"));
        }
        kafkaAuthorities.ifPresent(file -> trust(lines, "", file));
        authorities.ifPresent(file -> trust(lines, "schema.registry.", file));
        return String.join("\n", lines) + "\n" + agreementLine;
    }

    private static void trust(List<String> lines, String prefix, Path file) {
        lines.add(prefix + "ssl.truststore.type=PEM");
        lines.add(prefix + "ssl.truststore.location=" + absolute(file));
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** Prints the dataset's events, each verified. */
    static String script(String dataset) {
        Path program = Path.of(System.getProperty("tombolo.home", ""), "tombolo");
        return String.join(
                "\n",
                "#!/bin/sh",
                "# Prints the events of " + dataset
                        + " as JSON, each of them verified; takes the options of tombolo consume.",
                "# TOMBOLO is the program to run, if it is not where it was when this was written.",
                "here=$(cd \"$(dirname \"$0\")\" && pwd)",
                "exec \"${TOMBOLO:-" + program + "}\" consume --connection \"$here/" + Joining.CONSUMER
                        + "\" --policy \"$here/" + Joining.POLICY + "\" --verify --dataset '" + dataset + "' \"$@\"",
                "");
    }
}
