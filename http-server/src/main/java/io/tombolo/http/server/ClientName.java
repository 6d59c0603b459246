package io.tombolo.http.server;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * One client certificate that is known, by its subject or one of its alternative names.
 *
 * @param subject a distinguished name, as {@code CN=erp,O=Acme}; the same in any spelling
 * @param san {@code dns:NAME}, {@code email:NAME} or {@code uri:NAME}
 * @param name what it is called here
 * @param scope what it opens, or null
 * @param push whether it pushes, with the push key of its name
 */
record ClientName(
        @Nullable String subject, @Nullable String san, String name, Tokens.@Nullable Scope scope, boolean push) {
    private static final Map<String, Integer> KINDS = Map.of("email", 1, "dns", 2, "uri", 6);

    ClientName {
        if ((subject == null) == (san == null)) {
            throw new IllegalArgumentException("certificates.names: " + name + ": give either subject or san");
        }
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("certificates.names: one has no name");
        }
        if (scope == null && !push) {
            throw new IllegalArgumentException(
                    "certificates.names: " + name + ": it may do nothing; give scope or push");
        }
        if (subject != null) {
            // A spelling that is none fails here.
            var unused = new X500Principal(subject);
        }
        if (san != null && !KINDS.containsKey(kind(san))) {
            throw new IllegalArgumentException(
                    "certificates.names: " + name + ": san '" + san + "' must begin with dns:, email: or uri:");
        }
    }

    private static String kind(String san) {
        return san.substring(0, Math.max(0, san.indexOf(':')));
    }

    boolean is(X509Certificate certificate) {
        if (subject != null) {
            return new X500Principal(subject).equals(certificate.getSubjectX500Principal());
        }
        String wanted = Objects.requireNonNull(san);
        Integer kind = KINDS.get(kind(wanted));
        String text = wanted.substring(wanted.indexOf(':') + 1);
        try {
            @Nullable Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            return alternatives != null
                    && alternatives.stream()
                            .anyMatch(
                                    one -> Objects.equals(one.get(0), kind) && same(text, String.valueOf(one.get(1))));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** Names of machines and mail know no case; of a URI every letter counts. */
    private boolean same(String wanted, String found) {
        return (san != null && san.startsWith("uri:"))
                ? wanted.equals(found)
                : wanted.toLowerCase(Locale.ROOT).equals(found.toLowerCase(Locale.ROOT));
    }
}
