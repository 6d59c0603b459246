package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who signs for ledgers, and when the certificates end that this deployment depends on. */
final class Certificates {
    private Certificates() {}

    /**
     * One who can confirm heads, or names those who can.
     *
     * @param subject of a certificate; null for a bare key
     * @param sha256 of the certificate or the public key, 64 hexadecimal digits
     * @param notAfter ISO 8601; null for a bare key
     */
    record Signer(
            @JsonProperty("name") String name,
            @JsonProperty("subject") @Nullable String subject,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("not_after") @Nullable String notAfter) {}

    /**
     * A certificate with its end.
     *
     * @param where {@code server}, {@code policy} or {@code ledger connection}
     * @param daysLeft whole days; negative once it has ended
     */
    record Ending(
            @JsonProperty("where") String where,
            @JsonProperty("name") String name,
            @JsonProperty("subject") String subject,
            @JsonProperty("not_after") String notAfter,
            @JsonProperty("days_left") long daysLeft) {

        static Ending of(String where, String name, String subject, Instant end, Instant now) {
            return new Ending(
                    where,
                    name,
                    subject,
                    end.toString(),
                    Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400));
        }
    }

    /** As the policy names them. */
    static List<Signer> signers(AnchorTrust trust) {
        List<Signer> signers = new ArrayList<>();
        if (trust instanceof LedgerTrust ledger) {
            ledger.members()
                    .keySet()
                    .forEach(member ->
                            authorities(ledger, member).forEach(authority -> signers.add(signer(member, authority))));
        } else if (trust instanceof TimestampTrust authority) {
            authority.roots().forEach(root -> signers.add(signer(authority.name(), root)));
        } else if (trust instanceof EvmTrust chain) {
            chain.members().forEach((member, keys) -> keys.forEach(key -> signers.add(key(member, key))));
        } else if (trust instanceof FiscoTrust chain) {
            chain.members().forEach((member, nodes) -> nodes.forEach(node -> signers.add(key(member, node))));
        } else if (trust instanceof WitnessTrust witness) {
            witness.keys().forEach(key -> signers.add(key(witness.name(), key)));
        }
        return signers;
    }

    private static Stream<X509Certificate> authorities(LedgerTrust ledger, String member) {
        return Stream.concat(
                ledger.members().getOrDefault(member, List.of()).stream(),
                ledger.rulesOf(member).intermediates().stream());
    }

    private static Signer signer(String name, X509Certificate certificate) {
        try {
            return new Signer(
                    name,
                    certificate.getSubjectX500Principal().getName(),
                    Hash.of(Hash.sha256().digest(certificate.getEncoded())).hex(),
                    certificate.getNotAfter().toInstant().toString());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The key as the policy writes it. */
    private static Signer key(String name, String key) {
        return new Signer(
                name,
                null,
                Hash.of(Hash.sha256().digest(key.getBytes(StandardCharsets.UTF_8)))
                        .hex(),
                null);
    }

    /** Until the first certificate of a policy ends, negative afterwards; NaN without one. Ledgers that are retired do not count. */
    static double secondsLeft(TrustPolicy policy, Instant now) {
        return policy.ledgers().stream()
                .filter(ledger -> !policy.retired().containsKey(ledger.name()))
                .flatMap(ledger -> signers(ledger).stream())
                .flatMap(signer -> Stream.ofNullable(signer.notAfter()))
                .mapToDouble(end -> Duration.between(now, Instant.parse(end)).toMillis() / 1_000.0)
                .min()
                .orElse(Double.NaN);
    }

    /**
     * All that end, the first to end first.
     *
     * @param anchoring what the anchoring service says of itself, if it is beside this read side
     */
    static List<Ending> endings(
            Optional<X509Certificate> server, TrustPolicy policy, Optional<JsonNode> anchoring, Instant now) {
        List<Ending> all = new ArrayList<>();
        server.ifPresent(own -> all.add(Ending.of(
                "server",
                "read side",
                own.getSubjectX500Principal().getName(),
                own.getNotAfter().toInstant(),
                now)));
        policy.ledgers()
                .forEach(ledger -> signers(ledger).forEach(signer -> {
                    if (signer.notAfter() != null) {
                        all.add(Ending.of(
                                "policy",
                                ledger.name() + ": " + signer.name(),
                                String.valueOf(signer.subject()),
                                Instant.parse(signer.notAfter()),
                                now));
                    }
                }));
        anchoring.ifPresent(state -> state.path("ledgers")
                .forEach(ledger -> ledger.path("credentials")
                        .forEach(credential -> all.add(Ending.of(
                                "ledger connection",
                                credential.path("role").asText(),
                                credential.path("subject").asText(),
                                Instant.parse(credential.path("until").asText()),
                                now)))));
        return all.stream()
                .distinct()
                .sorted(Comparator.comparing(ending -> Instant.parse(ending.notAfter())))
                .toList();
    }
}
