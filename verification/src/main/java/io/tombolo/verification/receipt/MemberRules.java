package io.tombolo.verification.receipt;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a policy says of one member's certificates beyond its root authorities; the same a Fabric membership's folder holds.
 *
 * @param intermediates authorities under the roots; an authority that issued one of them issues no certificates of peers
 * @param revocations lists signed by the member's authorities; what they revoke counts for nothing
 * @param nodeOus whether a peer's certificate must say that it is one ({@code OU=peer}); else one without any role may speak too
 */
public record MemberRules(List<X509Certificate> intermediates, List<X509CRL> revocations, boolean nodeOus) {
    /** No intermediates, nothing revoked, roles optional. */
    public static final MemberRules NONE = new MemberRules(List.of(), List.of(), false);

    public MemberRules {
        intermediates = List.copyOf(intermediates);
        revocations = List.copyOf(revocations);
    }
}
