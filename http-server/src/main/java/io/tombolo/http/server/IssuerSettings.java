package io.tombolo.http.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An organisation's issuer of access tokens, as the file of logins names it.
 *
 * @param issuer its name, which each token has as {@code iss}
 * @param audience what each token must have among its {@code aud}
 * @param jwks where its keys are; without it, as the issuer's discovery document says
 * @param authorities PEM file, without which those of the Java platform count
 * @param algorithms of signatures, asymmetric ones
 * @param types of tokens, their header {@code typ}
 * @param claim where scopes or roles are; a dot leads into an object, as {@code realm_access.roles}
 * @param read the values of that claim which are our scope {@code read}, and so on
 * @param push the values that allow to push with the key of the token's client
 * @param skewSeconds by how much clocks may differ, 0 to 300
 * @param outageMinutes for how long known keys count while the issuer is away, 5 to 10,080
 */
record IssuerSettings(
        String issuer,
        String audience,
        @Nullable URI jwks,
        @Nullable String authorities,
        List<String> algorithms,
        List<String> types,
        String claim,
        List<String> read,
        List<String> write,
        List<String> admin,
        List<String> push,
        @JsonProperty("skew_seconds") Integer skewSeconds,
        @JsonProperty("outage_minutes") Integer outageMinutes) {
    private static final Set<String> ASYMMETRIC =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    IssuerSettings {
        if (issuer == null || audience == null || audience.isBlank()) {
            throw new IllegalArgumentException("issuer: give issuer and audience");
        }
        secure("issuer.issuer", URI.create(issuer));
        if (jwks != null) {
            secure("issuer.jwks", jwks);
        }
        algorithms = or(algorithms, List.of("RS256", "ES256"));
        for (String algorithm : algorithms) {
            if (!ASYMMETRIC.contains(algorithm)) {
                throw new IllegalArgumentException("issuer.algorithms: " + algorithm + ", must be of "
                        + ASYMMETRIC.stream().sorted().toList());
            }
        }
        types = or(types, List.of("at+jwt"));
        claim = claim == null ? "scope" : claim;
        read = or(read, List.of());
        write = or(write, List.of());
        admin = or(admin, List.of());
        push = or(push, List.of());
        if (Stream.of(read, write, admin, push).allMatch(List::isEmpty)) {
            throw new IllegalArgumentException(
                    "issuer: give the values of the claim " + claim + " that are read, write, admin or push");
        }
        skewSeconds = between("skew_seconds", skewSeconds, 30, 0, 300);
        outageMinutes = between("outage_minutes", outageMinutes, 60, 5, 10_080);
    }

    private static List<String> or(@Nullable List<String> given, List<String> otherwise) {
        return given == null ? otherwise : List.copyOf(given);
    }

    private static int between(String name, @Nullable Integer given, int otherwise, int least, int most) {
        int value = given == null ? otherwise : given;
        if (value < least || value > most) {
            throw new IllegalArgumentException("issuer." + name + ": " + value + ", limits " + least + " and " + most);
        }
        return value;
    }

    /** Keys that anybody on the way could replace would open everything. */
    static void secure(String key, URI uri) {
        boolean loopback = uri.getHost() != null && Protection.isLoopback(uri.getHost());
        if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && loopback)) {
            throw new IllegalArgumentException(key + ": " + uri + " must be https");
        }
    }
}
