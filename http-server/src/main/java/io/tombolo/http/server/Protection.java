package io.tombolo.http.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What protects a server. Without a certificate it listens on loopback only, unless its operator states that a proxy ends TLS before it.
 *
 * @param proxied whether plain HTTP off loopback is what the operator asked for, because a proxy in front ends TLS
 * @param name the name in the server's address, if not the one that it listens on; empty for that one
 * @param certificate makes it TLS 1.3
 * @param tokens who may ask; without any, everybody may
 * @param needed the scope that a request needs
 * @param limits refuses, by {@link Problem.Refusal}, what the owner of a good token may not ask for all the same; given the token's name
 */
public record Protection(
        boolean proxied,
        String name,
        Optional<ServerCertificate> certificate,
        Optional<Tokens> tokens,
        Function<ApiRequest, Tokens.Scope> needed,
        BiConsumer<String, ApiRequest> limits) {
    private static final BiConsumer<String, ApiRequest> UNLIMITED = (name, request) -> {};

    /** For loopback. */
    public static final Protection NONE =
            new Protection(false, "", Optional.empty(), Optional.empty(), Protection::byMethod, UNLIMITED);

    /**
     * As a configuration file names it; empty texts are not given.
     *
     * @throws IllegalArgumentException when only one of certificate and key is given, or they can't be used
     */
    public static Protection of(boolean proxied, String certificate, String privateKey, String tokens, Clock clock) {
        if (certificate.isEmpty() != privateKey.isEmpty()) {
            throw new IllegalArgumentException("certificate: '" + certificate + "', privateKey: '" + privateKey
                    + "': give both, each a PEM file, or none");
        }
        return new Protection(
                proxied,
                "",
                certificate.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ServerCertificate.load(Path.of(certificate), Path.of(privateKey), clock)),
                tokens.isEmpty() ? Optional.empty() : Optional.of(new Tokens(Path.of(tokens), clock)),
                Protection::byMethod,
                UNLIMITED);
    }

    /** The same with other limits of what the owners of tokens may ask for. */
    public Protection limited(BiConsumer<String, ApiRequest> other) {
        return new Protection(proxied, name, certificate, tokens, needed, other);
    }

    /** The same with other needs of its requests. */
    public Protection needing(Function<ApiRequest, Tokens.Scope> other) {
        return new Protection(proxied, name, certificate, tokens, other, limits);
    }

    /** The same under that name. */
    public Protection named(String other) {
        return new Protection(proxied, other, certificate, tokens, needed, limits);
    }

    /** The same for a server that knows its callers by itself. */
    public Protection withoutTokens() {
        return new Protection(proxied, name, certificate, Optional.empty(), needed, limits);
    }

    /**
     * Ends a start that nothing would protect.
     *
     * @throws IllegalArgumentException naming the server, the address and what to do
     */
    public void require(String server, String host) {
        if (certificate.isEmpty() && !proxied && !isLoopback(host)) {
            throw new IllegalArgumentException(server + ": " + host
                    + " is not a loopback address, and without TLS everybody on the network could read and write: give"
                    + " a certificate and its key, or listen on 127.0.0.1, or say that a proxy in front ends TLS"
                    + " (docs/secure.md)");
        }
    }

    /** Whether a name or address is this machine's own; false for one that is unknown, and for 0.0.0.0 and ::. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static Tokens.Scope byMethod(ApiRequest request) {
        return switch (request.method()) {
            case "GET" -> Tokens.Scope.READ;
            case "POST" -> Tokens.Scope.WRITE;
            default -> Tokens.Scope.ADMIN;
        };
    }
}
