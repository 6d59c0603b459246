package io.tombolo.ledger.fabric;

import java.util.Optional;

/**
 * A peer whose gateway service we talk to.
 *
 * @param endpoint {@code host:port}
 * @param tlsCaPem the authorities of its TLS certificate, PEM; without any the connection is plain text, which only an
 *     embedded ledger on loopback deserves
 * @param tlsName the name in its TLS certificate, where that isn't the host of the endpoint
 */
public record GatewayPeer(String endpoint, Optional<String> tlsCaPem, Optional<String> tlsName) {

    public static GatewayPeer plainText(String endpoint) {
        return new GatewayPeer(endpoint, Optional.empty(), Optional.empty());
    }

    public static GatewayPeer tls(String endpoint, String tlsCaPem) {
        return new GatewayPeer(endpoint, Optional.of(tlsCaPem), Optional.empty());
    }
}
