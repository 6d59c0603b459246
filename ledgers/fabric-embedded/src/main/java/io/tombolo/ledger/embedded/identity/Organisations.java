package io.tombolo.ledger.embedded.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.embedded.EmbeddedLedgerException;
import io.tombolo.merkle.ecdsa.EcdsaSignature;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;

/**
 * Every organisation on this ledger with its authority, peer and client, one folder each, keys readable by their owner only.
 * New ones may be added at any time; a folder appears whole or not at all.
 */
public final class Organisations {
    private static final String DOMAIN = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";
    /** No domain begins with a dot: what a killed process left half made is never taken for an organisation. */
    private static final String MAKING = ".making-";

    private final Path directory;
    private final Clock clock;
    private final Map<String, Organisation> known = new ConcurrentSkipListMap<>();

    /** One organisation's certificates and keys. */
    private record Organisation(X509Certificate authority, PeerKey peer, ClientIdentity client) {}

    private Organisations(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    public static Organisations open(Path directory, Clock clock) throws IOException {
        Files.createDirectories(directory);
        Organisations organisations = new Organisations(directory, clock);
        try (Stream<Path> folders = Files.list(directory)) {
            for (Path folder : folders.sorted().toList()) {
                String name = folder.getFileName().toString();
                if (name.startsWith(MAKING)) {
                    delete(folder);
                } else if (name.matches(DOMAIN) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    organisations.known.put(name, load(name, folder));
                }
            }
        }
        return organisations;
    }

    /** The organisation's client identity; makes the organisation when it's new. */
    public synchronized ClientIdentity enrol(String organisation) {
        return organisation(organisation).client();
    }

    public synchronized PeerKey peer(String organisation) {
        return organisation(organisation).peer();
    }

    /** The authority of a membership, if there is one. */
    public Optional<X509Certificate> authority(String mspId) {
        return Optional.ofNullable(known.get(mspId)).map(Organisation::authority);
    }

    /** The authorities' certificates, PEM, by membership id. */
    public Map<String, String> authoritiesPem(Iterable<String> organisations) {
        Map<String, String> pems = new TreeMap<>();
        for (String organisation : organisations) {
            authority(organisation).ifPresent(certificate -> pems.put(organisation, Pem.encode(certificate)));
        }
        return pems;
    }

    private Organisation organisation(String name) {
        Organisation found = known.get(name);
        if (found == null) {
            if (!name.matches(DOMAIN)) {
                throw new IllegalArgumentException("organisation '" + name + "' is not a lower-case domain");
            }
            try {
                found = create(name);
            } catch (IOException e) {
                throw new EmbeddedLedgerException("organisation " + name + " can't be kept in " + directory, e);
            }
            known.put(name, found);
        }
        return found;
    }

    private Organisation create(String name) throws IOException {
        Authority authority = Authority.create(name, clock.instant());
        Authority.Issued peer = authority.issue(name, "peer", clock.instant());
        Authority.Issued client = authority.issue(name, "client", clock.instant());
        Path making = Files.createTempDirectory(directory, MAKING);
        write(making, "ca.pem", Pem.encode(authority.certificate()));
        write(making, "ca-key.pem", Pem.encode(authority.key()));
        write(making, "peer.pem", Pem.encode(peer.certificate()));
        write(making, "peer-key.pem", Pem.encode(peer.key()));
        write(making, "client.pem", Pem.encode(client.certificate()));
        write(making, "client-key.pem", Pem.encode(client.key()));
        Path folder = directory.resolve(name);
        Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
        return load(name, folder);
    }

    private static Organisation load(String name, Path folder) throws IOException {
        try {
            X509Certificate authority = Pem.certificate(Files.readAllBytes(folder.resolve("ca.pem")));
            String peerPem = Files.readString(folder.resolve("peer.pem"), US_ASCII);
            ByteString peerIdentity = SerializedIdentity.newBuilder()
                    .setMspid(name)
                    .setIdBytes(ByteString.copyFrom(peerPem, US_ASCII))
                    .build()
                    .toByteString();
            PeerKey peer = new PeerKey(
                    name, peerIdentity, Pem.privateKey(Files.readString(folder.resolve("peer-key.pem"), US_ASCII)));
            ClientIdentity client = new ClientIdentity(
                    name,
                    Files.readString(folder.resolve("client.pem"), US_ASCII),
                    Files.readString(folder.resolve("client-key.pem"), US_ASCII));
            return new Organisation(authority, peer, client);
        } catch (CertificateException e) {
            throw new EmbeddedLedgerException(
                    "organisation " + name + ": " + folder + " holds no valid certificates", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void write(Path folder, String file, String pem) throws IOException {
        Path path = folder.resolve(file);
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(path, pem, US_ASCII);
    }

    /**
     * One member's peer: it signs as Fabric's peers do, ECDSA P-256 over SHA-256 with the smaller of the two possible s.
     *
     * @param identity the serialised identity that goes with each signature
     */
    public record PeerKey(String mspId, ByteString identity, PrivateKey key) {
        private static final BigInteger ORDER =
                new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

        public ByteString sign(ByteString... parts) {
            try {
                Signature signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(key);
                for (ByteString part : parts) {
                    signature.update(part.asReadOnlyByteBuffer());
                }
                return ByteString.copyFrom(
                        EcdsaSignature.decode(signature.sign(), ORDER).lowS().encode());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("peer of " + mspId + " can't sign", e);
            }
        }

        @Override
        public String toString() {
            return "PeerKey[" + mspId + "]";
        }
    }
}
