package io.tombolo.ledger.embedded.identity;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;

/** Who signed: the certificate's chain to its organisation's authority, its validity now, and the signature itself. */
public final class IdentityCheck {
    private static final int MAX_CACHED = 1024;
    private static final Pattern PEER = Pattern.compile("(^|,)OU=peer(,|$)");

    private final Organisations organisations;
    private final Clock clock;
    private final Map<ByteString, X509Certificate> chained = new ConcurrentHashMap<>();

    public IdentityCheck(Organisations organisations, Clock clock) {
        this.organisations = organisations;
        this.clock = clock;
    }

    /** The membership id of a serialised identity, unchecked; empty if it can't even be read. */
    public static Optional<String> claimedMember(ByteString identity) {
        try {
            return Optional.of(SerializedIdentity.parseFrom(identity).getMspid());
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** The membership id, if the identity is valid and signed exactly these bytes. */
    public Optional<String> signer(ByteString identity, ByteString signature, ByteString... signed) {
        Optional<X509Certificate> certificate = certificate(identity);
        if (certificate.isEmpty() || !(certificate.get().getPublicKey() instanceof ECPublicKey key)) {
            return Optional.empty();
        }
        try {
            BigInteger order = key.getParams().getOrder();
            if (!EcdsaSignature.decode(signature.toByteArray(), order).isLowS()) {
                return Optional.empty();
            }
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            for (ByteString part : signed) {
                verifier.update(part.asReadOnlyByteBuffer());
            }
            return verifier.verify(signature.toByteArray()) ? claimedMember(identity) : Optional.empty();
        } catch (GeneralSecurityException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** As {@link #signer}, for a peer: its certificate's organisational unit says so, and a client's doesn't. */
    public Optional<String> peer(ByteString identity, ByteString signature, ByteString... signed) {
        return certificate(identity)
                .filter(certificate -> PEER.matcher(
                                certificate.getSubjectX500Principal().getName())
                        .find())
                .flatMap(certificate -> signer(identity, signature, signed));
    }

    private Optional<X509Certificate> certificate(ByteString identity) {
        try {
            X509Certificate certificate = chained.get(identity);
            if (certificate == null) {
                SerializedIdentity parsed = SerializedIdentity.parseFrom(identity);
                Optional<X509Certificate> authority = organisations.authority(parsed.getMspid());
                if (authority.isEmpty()) {
                    return Optional.empty();
                }
                certificate = Pem.certificate(parsed.getIdBytes().toByteArray());
                if (!certificate.getIssuerX500Principal().equals(authority.get().getSubjectX500Principal())) {
                    return Optional.empty();
                }
                certificate.verify(authority.get().getPublicKey());
                if (chained.size() >= MAX_CACHED) {
                    chained.clear();
                }
                chained.put(identity, certificate);
            }
            certificate.checkValidity(Date.from(clock.instant()));
            return Optional.of(certificate);
        } catch (InvalidProtocolBufferException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
