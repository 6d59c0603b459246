package io.tombolo.cli.verify;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.TrustPolicy;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A policy's keys and certificates as two people read them to each other: SHA-256, as {@code openssl x509 -fingerprint} prints it. */
public final class Fingerprints {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    private Fingerprints() {}

    /** A line for each. */
    public static List<String> of(TrustPolicy policy) {
        List<String> lines = new ArrayList<>();
        policy.logKeys().forEach(key -> lines.add("log key of " + key.organisation() + "  " + key.fingerprint()));
        for (AnchorTrust ledger : policy.ledgers()) {
            if (ledger instanceof LedgerTrust consortium) {
                addAuthorities(consortium, lines);
            } else if (ledger instanceof TimestampTrust authority) {
                authority
                        .roots()
                        .forEach(root -> lines.add("root of " + authority.name() + "  " + fingerprint(encoded(root))));
            } else if (ledger instanceof EvmTrust chain) {
                chain.members()
                        .forEach((member, keys) -> keys.forEach(
                                key -> lines.add("header key of " + member + " on " + chain.name() + "  " + key)));
            } else if (ledger instanceof FiscoTrust chain) {
                chain.members()
                        .forEach((member, nodes) -> nodes.forEach(
                                node -> lines.add("node of " + member + " on " + chain.name() + "  " + node)));
            } else {
                ((WitnessTrust) ledger).keys().forEach(key -> lines.add("key of witness  " + key));
            }
        }
        return List.copyOf(lines);
    }

    private static void addAuthorities(LedgerTrust ledger, List<String> lines) {
        ledger.members().forEach((member, authorities) -> {
            for (X509Certificate authority : authorities) {
                lines.add("authority of " + member + " on " + ledger.name() + "  " + fingerprint(encoded(authority)));
            }
        });
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read from its encoding", e);
        }
    }

    /** Of the encoding of a key or certificate. */
    public static String fingerprint(byte[] bytes) {
        return COLONS.formatHex(Hash.sha256().digest(bytes));
    }
}
