package io.tombolo.server;

import io.tombolo.kafka.NodeSecurity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How other organisations reach Kafka: at the embedded broker's listener for them, or at the operator's own cluster, which has authorities of
 * its own.
 *
 * @param address {@code host:port} of one or more brokers
 * @param authorities PEM; empty where the platform knows them
 * @param own whether it is the operator's cluster
 */
record PartnersKafka(String address, Optional<String> authorities, boolean own) {

    /** Of a secured server. */
    static PartnersKafka of(NodeSecurity node, Map<String, String> ownKafka, ServerConfig.PartnerPorts ports) {
        if (ownKafka.isEmpty()) {
            return new PartnersKafka(
                    node.partnersAddress().orElse(""), node.authorities().map(PartnersKafka::text), false);
        }
        String address = ports.address().isEmpty() ? ownKafka.getOrDefault("bootstrap.servers", "") : ports.address();
        return new PartnersKafka(address, authorities(ownKafka), true);
    }

    /** What an invitation's answer states of it, by name. */
    Map<String, String> where() {
        Map<String, String> where = new LinkedHashMap<>();
        where.put("kafka", address);
        if (own) {
            // Empty where the platform knows them: those of this node are others.
            where.put("kafka_authorities", authorities.orElse(""));
        }
        return where;
    }

    /** Settings of a client that is that user. It gets the authorities themselves, as it has no file of this machine. */
    Map<String, String> client(NodeSecurity node, String user, String password) {
        Map<String, String> settings = new LinkedHashMap<>(node.client(user, password));
        settings.remove("ssl.truststore.location");
        settings.remove("ssl.truststore.type");
        authorities.ifPresent(pem -> {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.certificates", pem);
        });
        if (own) {
            // As the cluster has it.
            settings.remove("ssl.protocol");
            settings.remove("ssl.enabled.protocols");
        }
        settings.put("bootstrap.servers", address);
        return settings;
    }

    /** Those that the administrator's client relies on. */
    private static Optional<String> authorities(Map<String, String> kafka) {
        Optional<String> inline = Optional.ofNullable(kafka.get("ssl.truststore.certificates"));
        Optional<Path> file =
                Optional.ofNullable(kafka.get("ssl.truststore.location")).map(Path::of);
        String type = kafka.getOrDefault("ssl.truststore.type", KeyStore.getDefaultType());
        return inline.isPresent()
                ? inline
                : file.map(one -> type.equals("PEM")
                        ? text(one)
                        : pem(one, type, kafka.getOrDefault("ssl.truststore.password", "")));
    }

    private static String pem(Path file, String type, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(in, password.isEmpty() ? null : password.toCharArray());
            StringBuilder pem = new StringBuilder();
            for (String alias : Collections.list(store.aliases())) {
                Certificate one = store.getCertificate(alias);
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(one.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return pem.toString();
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerException(
                    "trust store " + file + " of your own Kafka cluster can't be read (" + e + ")", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ServerException("authorities " + file + " can't be read (" + e + ")", e);
        }
    }
}
