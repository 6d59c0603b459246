package io.tombolo.verification.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.receipt.Certificates;
import io.tombolo.verification.receipt.MemberRules;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The part of the policy's file that is X.509: certificates and revocation lists, each the base64 of exactly its DER. */
final class MemberCertificates {
    static final int MAX_CERTIFICATES = 20;

    private MemberCertificates() {}

    /** The optional members {@code intermediates}, {@code revocations} and {@code node_ous}. */
    static MemberRules rules(JsonFields fields, String member) {
        List<X509CRL> revocations = revocations(fields, member);
        return new MemberRules(
                certificates(
                        fields,
                        fields.optionalTexts("intermediates", MAX_CERTIFICATES).orElse(List.of()),
                        member),
                revocations,
                fields.optionalFlag("node_ous"));
    }

    /** The optional member {@code revocations}. */
    static List<X509CRL> revocations(JsonFields fields, String of) {
        List<X509CRL> revocations = new ArrayList<>();
        for (String encoded :
                fields.optionalTexts("revocations", MAX_CERTIFICATES).orElse(List.of())) {
            revocations.add(Certificates.revocationList(
                    fields.base64(encoded, "revocations").toArray(), "revocation list of " + of));
        }
        return revocations;
    }

    static List<X509Certificate> certificates(JsonFields fields, List<String> encoded, String member) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String one : encoded) {
            certificates.add(
                    Certificates.certificate(fields.base64(one, "certificates").toArray(), "certificate of " + member));
        }
        return certificates;
    }

    /** Writes what differs from none, so that a policy without rules keeps its bytes. */
    static void addRules(ObjectNode member, MemberRules rules) {
        if (!rules.intermediates().isEmpty()) {
            ArrayNode encoded = member.putArray("intermediates");
            rules.intermediates()
                    .forEach(certificate -> encoded.add(der(certificate).base64()));
        }
        addRevocations(member, rules.revocations());
        if (rules.nodeOus()) {
            member.put("node_ous", true);
        }
    }

    static void addRevocations(ObjectNode json, List<X509CRL> revocations) {
        if (!revocations.isEmpty()) {
            ArrayNode encoded = json.putArray("revocations");
            revocations.forEach(list -> encoded.add(der(list).base64()));
        }
    }

    static Bytes der(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    private static Bytes der(X509CRL list) {
        try {
            return Bytes.of(list.getEncoded());
        } catch (CRLException e) {
            throw new IllegalStateException("a revocation list that was read can be written", e);
        }
    }
}
