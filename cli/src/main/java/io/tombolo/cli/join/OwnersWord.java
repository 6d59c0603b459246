package io.tombolo.cli.join;

import io.tombolo.agreements.invite.Invitation;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.verify.Fingerprints;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

/** What an invitation claims about its owner, and the fingerprints by which people compare it. */
final class OwnersWord {
    private OwnersWord() {}

    /**
     * An invitation's policy.
     *
     * @throws CommandException when it does not belong to the key that signed the invitation
     */
    static TrustPolicy policy(Invitation invitation) {
        String owner = invitation.offer().provider().name();
        LogKey signer = LogKey.ofVkey(invitation.logKey());
        try {
            TrustPolicy policy = PolicyFile.read(invitation.policy().getBytes(StandardCharsets.UTF_8));
            if (policy.logKeys().stream().noneMatch(key -> key.key().equals(signer.key()))
                    || policy.logKeys().stream()
                            .anyMatch(key -> !key.organisation().equals(owner))) {
                throw new CommandException("invitation: its policy must name the log key of " + owner
                        + " that signed it, and no other organisation's");
            }
            return policy;
        } catch (MalformedException e) {
            throw new CommandException("invitation: " + e.getMessage(), e);
        }
    }

    /** A line for each key and certificate that the partner will rely on. */
    static List<String> fingerprints(Invitation invitation) {
        List<String> lines = new ArrayList<>();
        lines.add(agreementKey(invitation.offer().provider().vkey()));
        invitation.authorities().ifPresent(pem -> {
            for (Certificate one : certificates(pem)) {
                lines.add("authority of its servers  " + fingerprint(one));
            }
        });
        lines.addAll(Fingerprints.of(policy(invitation)));
        return lines;
    }

    static String agreementKey(String vkey) {
        LogKey key = LogKey.ofVkey(vkey);
        return "agreement key of " + key.organisation() + "  " + key.fingerprint();
    }

    private static Iterable<? extends Certificate> certificates(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw new CommandException("invitation: authorities: no X.509 certificate in PEM", e);
        }
    }

    private static String fingerprint(Certificate certificate) {
        try {
            return Fingerprints.fingerprint(certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read from its encoding", e);
        }
    }
}
