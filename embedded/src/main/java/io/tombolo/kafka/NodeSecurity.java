package io.tombolo.kafka;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.metadata.ScramCredentialData;

/**
 * How a node is protected: TLS 1.3 on each of its listeners, SASL SCRAM-SHA-512, and Kafka's own authorizer with the node's user as the only
 * super user.
 *
 * @param name the host name or address that clients connect to, one of the certificate's
 * @param certificate PEM file, read again when it changes
 * @param privateKey PEM file of its key
 * @param authorities PEM file of the authorities that clients rely on; without one those of the Java platform
 * @param nodeUser the node itself
 * @param password of that user, at least 16 letters and digits
 * @param clients who may log in by certificate, on a listener of their own
 * @param partnersPort where other organisations connect, whose clients have to log in again every 1.5 s; 0 for no such listener
 */
public record NodeSecurity(
        String name,
        Path certificate,
        Path privateKey,
        Optional<Path> authorities,
        String nodeUser,
        String password,
        Optional<Clients> clients,
        int partnersPort) {
    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final int ITERATIONS = 8_192;
    private static final String LISTENER = "SECURED";
    private static final String CERTIFIED = "CERTIFIED";
    private static final String PARTNERS = "PARTNERS";
    /** Whose password was taken away keeps a connection no longer than this, and a login costs its client some milliseconds. */
    private static final String PARTNERS_LOG_IN_AGAIN_MS = "1500";

    /**
     * Clients with a certificate instead of a password.
     *
     * @param authorities PEM file of those that sign them
     * @param port where they connect, 1 to 65535
     * @param principals Kafka's {@code ssl.principal.mapping.rules}; {@code DEFAULT} for the whole subject
     */
    public record Clients(Path authorities, int port, String principals) {}

    public NodeSecurity {
        if (!password.matches("[a-zA-Z0-9]{16,}")) {
            throw new IllegalArgumentException("the node's password: must be at least 16 letters and digits");
        }
    }

    /** Without clients that log in by certificate, and without partners. */
    public NodeSecurity(
            String name,
            Path certificate,
            Path privateKey,
            Optional<Path> authorities,
            String nodeUser,
            String password) {
        this(name, certificate, privateKey, authorities, nodeUser, password, Optional.empty(), 0);
    }

    /** Settings with which a Kafka client is this node's user, without {@code bootstrap.servers}. */
    public Map<String, String> client() {
        return client(nodeUser, password);
    }

    /** Settings with which a Kafka client is that user. */
    public Map<String, String> client(String otherUser, String otherPassword) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("security.protocol", SecurityProtocol.SASL_SSL.name);
        settings.put("sasl.mechanism", MECHANISM);
        settings.put("sasl.jaas.config", jaas(otherUser, otherPassword));
        settings.put("ssl.protocol", "TLSv1.3");
        settings.put("ssl.enabled.protocols", "TLSv1.3");
        settings.putAll(trust());
        return settings;
    }

    private Map<String, String> trust() {
        return authorities
                .map(file -> Map.of("ssl.truststore.type", "PEM", "ssl.truststore.location", file.toString()))
                .orElse(Map.of());
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    /** As kafka-storage takes it, for the first start. */
    String scramArgument() {
        return MECHANISM + "=[name=" + nodeUser + ",password=" + password + "]";
    }

    /** For a folder that has a node already. */
    UserScramCredentialAlteration user() {
        return new UserScramCredentialUpsertion(
                nodeUser, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password);
    }

    /** Whether what a folder holds of the node's user is of this password. */
    boolean isOf(ScramCredentialData kept) {
        try {
            ScramFormatter scram =
                    new ScramFormatter(org.apache.kafka.common.security.scram.internals.ScramMechanism.SCRAM_SHA_512);
            byte[] salted = scram.saltedPassword(password, kept.salt(), kept.iterations());
            return MessageDigest.isEqual(scram.storedKey(scram.clientKey(salted)), kept.storedKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-512", e);
        }
    }

    /** Broker settings; they replace those of an open node. The controller is for the node alone and listens on loopback. */
    Map<String, String> broker(EmbeddedKafka.Config config, int port, int controllerPort) {
        Map<String, String> settings = new LinkedHashMap<>();
        String controller = "127.0.0.1:" + controllerPort;
        settings.put(
                "listeners",
                LISTENER + "://" + at(config.host(), port) + "," + NodeSettings.CONTROLLER + "://" + controller);
        settings.put("advertised.listeners", LISTENER + "://" + at(name, port));
        settings.put("controller.quorum.voters", NodeSettings.NODE_ID + "@" + controller);
        settings.put(
                "listener.security.protocol.map",
                LISTENER + ":" + SecurityProtocol.SASL_SSL.name + "," + NodeSettings.CONTROLLER + ":"
                        + SecurityProtocol.SASL_SSL.name);
        settings.put("inter.broker.listener.name", LISTENER);
        settings.put("sasl.enabled.mechanisms", MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        settings.put("sasl.mechanism.controller.protocol", MECHANISM);
        for (String listener : new String[] {LISTENER, NodeSettings.CONTROLLER}) {
            settings.put(
                    "listener.name." + listener.toLowerCase(Locale.ROOT) + ".scram-sha-512.sasl.jaas.config",
                    jaas(nodeUser, password));
        }
        if (partnersPort != 0) {
            partners(config, settings);
        }
        // The certificate names the host that clients know. Here SCRAM itself proves to each side that the other knows
        // the password.
        settings.put("listener.name.controller.ssl.endpoint.identification.algorithm", "");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + nodeUser);
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("ssl.client.auth", "none");
        settings.put("ssl.protocol", "TLSv1.3");
        settings.put("ssl.enabled.protocols", "TLSv1.3");
        settings.put("ssl.engine.factory.class", NodeTls.class.getName());
        settings.put(NodeTls.CERTIFICATE, certificate.toString());
        settings.put(NodeTls.PRIVATE_KEY, privateKey.toString());
        settings.putAll(trust());
        clients.ifPresent(one -> addListener(settings, config.host(), one));
        return settings;
    }

    private void addListener(Map<String, String> settings, String host, Clients by) {
        settings.merge("listeners", CERTIFIED + "://" + at(host, by.port()), (all, one) -> all + "," + one);
        settings.merge("advertised.listeners", CERTIFIED + "://" + at(name, by.port()), (all, one) -> all + "," + one);
        settings.merge(
                "listener.security.protocol.map",
                CERTIFIED + ":" + SecurityProtocol.SSL.name,
                (all, one) -> all + "," + one);
        String prefix = "listener.name." + CERTIFIED.toLowerCase(Locale.ROOT) + ".";
        settings.put(prefix + "ssl.client.auth", "required");
        settings.put(prefix + "ssl.truststore.type", "PEM");
        settings.put(prefix + "ssl.truststore.location", by.authorities().toString());
        settings.put(prefix + "ssl.principal.mapping.rules", by.principals());
    }

    private void partners(EmbeddedKafka.Config config, Map<String, String> settings) {
        settings.merge(
                "listeners", PARTNERS + "://" + at(config.host(), partnersPort), (one, more) -> one + "," + more);
        settings.merge(
                "advertised.listeners", PARTNERS + "://" + at(name, partnersPort), (one, more) -> one + "," + more);
        settings.merge(
                "listener.security.protocol.map",
                PARTNERS + ":" + SecurityProtocol.SASL_SSL.name,
                (one, more) -> one + "," + more);
        String listener = "listener.name." + PARTNERS.toLowerCase(Locale.ROOT);
        settings.put(listener + ".scram-sha-512.sasl.jaas.config", jaas(nodeUser, password));
        settings.put(listener + ".connections.max.reauth.ms", PARTNERS_LOG_IN_AGAIN_MS);
        // What a client has fetched can't be taken back: one answer holds no more than this.
        settings.put("fetch.max.bytes", Integer.toString(8 << 20));
    }

    /** Where it listens beside its first port, by what does. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        if (partnersPort != 0) {
            ports.put("Kafka for other organisations (--partners-port)", partnersPort);
        }
        clients.ifPresent(one -> ports.put("Kafka for clients with certificates (--kafka-clients-port)", one.port()));
        return ports;
    }

    /** {@code host:port} for partners' clients; empty where there is no listener for them. */
    public Optional<String> partnersAddress() {
        return partnersPort == 0 ? Optional.empty() : Optional.of(at(name, partnersPort));
    }

    /** {@code host:port} for clients. */
    String address(int port) {
        return at(name, port);
    }

    private static String at(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Names and files; never the password. */
    @Override
    public String toString() {
        return "NodeSecurity[" + name + ", " + certificate + ", user " + nodeUser + "]";
    }
}
