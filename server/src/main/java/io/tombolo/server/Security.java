package io.tombolo.server;

import io.tombolo.kafka.NodeSecurity;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server is secured, as by the options of {@code tombolo up}. A server that does not listen on loopback alone is always secured, and
 * so is one whose data folder was secured before.
 *
 * @param wanted on loopback too
 * @param certificate PEM file of the certificate and its chain; without one, those of a lab are made in the data folder
 * @param privateKey PEM file of its key
 * @param authorities PEM file of the authorities that clients rely on; without one those of the Java platform
 * @param logins the file of logins beside tokens: an issuer of access tokens, client certificates
 * @param kafkaClients who logs in at Kafka by certificate
 * @param name the host name or address that clients connect to; without one the address to listen on
 */
public record Security(
        boolean wanted,
        Optional<Path> certificate,
        Optional<Path> privateKey,
        Optional<Path> authorities,
        Optional<Path> logins,
        Optional<NodeSecurity.Clients> kafkaClients,
        Optional<String> name) {

    /** What is secured all the same gets certificates of a lab. */
    public static final Security UNASKED = plain(false);

    public Security {
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new ServerException("--certificate and --private-key: give both, each a PEM file, or none");
        }
        if (authorities.isPresent() && certificate.isEmpty()) {
            throw new ServerException("--authorities " + authorities.get() + " needs --certificate and --private-key");
        }
    }

    /** On loopback too, with certificates of a lab. */
    public static Security lab() {
        return plain(true);
    }

    private static Security plain(boolean wanted) {
        return new Security(
                wanted,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with this file of logins. */
    public Security withLogins(Path file) {
        return new Security(true, certificate, privateKey, authorities, Optional.of(file), kafkaClients, name);
    }

    /** The same with clients that log in at Kafka by certificate. */
    public Security withKafkaClients(NodeSecurity.Clients clients) {
        return new Security(true, certificate, privateKey, authorities, logins, Optional.of(clients), name);
    }
}
