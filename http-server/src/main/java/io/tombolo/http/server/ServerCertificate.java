package io.tombolo.http.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate with its chain and key, two PEM files. They are read again when they change, for the next connection; files that
 * can't be used leave the last good ones in place, with a warning in the log. Safe for use by several threads.
 */
public final class ServerCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]+)-----END");
    private static final String[] ALGORITHMS = {"EC", "RSA", "Ed25519"};
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final Path certificateFile;
    private final Path keyFile;
    private final Clock clock;
    private final Supplier<List<X509Certificate>> clients;
    private final SSLContext context;
    private Loaded current;
    private String seen;

    private ServerCertificate(
            Path certificateFile, Path keyFile, Supplier<List<X509Certificate>> clients, Clock clock) {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.clock = clock;
        this.clients = clients;
        this.seen = state();
        this.current = read(1);
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(new KeyManager[] {new Keys()}, new TrustManager[] {new ClientTrust(clients)}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 11 on has TLS 1.3", e);
        }
    }

    /**
     * Reads both files.
     *
     * @param certificate the server's own certificate first, then those that lead to the authority
     * @param privateKey PKCS#8, not encrypted: EC, RSA or Ed25519
     * @throws IllegalArgumentException naming the file and what is wrong with it: missing, no PEM, expired, not yet valid, or a key that is
     *     another certificate's
     */
    public static ServerCertificate load(Path certificate, Path privateKey, Clock clock) {
        return load(certificate, privateKey, List.of(), clock);
    }

    /**
     * As {@link #load(Path, Path, Clock)}, for a server that asks its clients for certificates.
     *
     * @param clients the authorities of theirs; empty: they are not asked
     * @throws IllegalArgumentException likewise
     */
    public static ServerCertificate load(
            Path certificate, Path privateKey, List<X509Certificate> clients, Clock clock) {
        List<X509Certificate> same = List.copyOf(clients);
        return load(certificate, privateKey, () -> same, clock);
    }

    /** As {@link #load(Path, Path, List, Clock)}, with the authorities that count at each handshake. */
    static ServerCertificate load(
            Path certificate, Path privateKey, Supplier<List<X509Certificate>> clients, Clock clock) {
        return new ServerCertificate(certificate, privateKey, clients, clock);
    }

    /** Whether clients are asked for a certificate now. */
    boolean asksClients() {
        return !clients.get().isEmpty();
    }

    /** For servers: each handshake takes the certificate that is in the files then. */
    public SSLContext context() {
        return context;
    }

    /** The server's own, as it is in use now. */
    public synchronized X509Certificate own() {
        return current.chain().get(0);
    }

    /**
     * The DNS names and addresses of the certificate, in its order.
     *
     * @throws IllegalArgumentException when it has none
     */
    public synchronized List<String> names() {
        return names(current.chain().get(0));
    }

    /** Seconds until the first certificate of the chain expires that is in the files now; negative once it has. */
    synchronized double secondsLeft() {
        return newest().chain().stream()
                .mapToDouble(one ->
                        Duration.between(clock.instant(), one.getNotAfter().toInstant())
                                        .toMillis()
                                / 1_000.0)
                .min()
                .orElseThrow();
    }

    /**
     * Ends a start under a name that clients would refuse.
     *
     * @throws IllegalArgumentException naming both names
     */
    public void mustBeFor(String name) {
        List<String> names = names();
        if (names.stream().noneMatch(one -> matches(one, name))) {
            throw new IllegalArgumentException("certificate " + certificateFile + " is for " + String.join(", ", names)
                    + ", not for " + name + ", which clients would connect to");
        }
    }

    /**
     * Writes certificate and key as they are now, for servers that read no PEM; for its owner only.
     *
     * @throws IllegalArgumentException when the file can't be written
     */
    public synchronized void writePkcs12(Path file, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("tombolo", current.key(), password.toCharArray(), current.array());
            // A temporary file is its owner's alone from its first byte on.
            Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "https", ".new");
            try (OutputStream out = Files.newOutputStream(draft)) {
                store.store(out, password.toCharArray());
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("keystore " + file + ": can't be written (" + e + ")", e);
        }
    }

    private List<String> names(X509Certificate certificate) {
        try {
            @Nullable Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            List<String> names = alternatives == null
                    ? List.of()
                    : alternatives.stream()
                            .filter(one -> Objects.equals(one.get(0), DNS) || Objects.equals(one.get(0), ADDRESS))
                            .map(one -> String.valueOf(one.get(1)))
                            .toList();
            if (names.isEmpty()) {
                throw new IllegalArgumentException("certificate " + certificateFile
                        + ": it has no DNS name or address as subject alternative name, so no client accepts it");
            }
            return names;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate " + certificateFile + ": " + e.getMessage(), e);
        }
    }

    private static boolean matches(String pattern, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String given = pattern.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return given.equals(wanted)
                || (given.startsWith("*.") && dot > 0 && given.substring(1).equals(wanted.substring(dot)));
    }

    private synchronized Loaded newest() {
        String now = state();
        if (!now.equals(seen)) {
            seen = now;
            try {
                current = read(current.number() + 1);
                LOG.atInfo().addKeyValue("file", certificateFile).log("A new certificate is in use");
            } catch (IllegalArgumentException e) {
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("A changed certificate can't be used; the one before stays in use");
            }
        }
        return current;
    }

    private String state() {
        return state(certificateFile) + state(keyFile);
    }

    private static String state(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file) + " ";
        } catch (IOException e) {
            return "missing ";
        }
    }

    private Loaded read(int number) {
        X509Certificate[] chain = chain();
        PrivateKey key = key();
        X509Certificate own = chain[0];
        Instant now = clock.instant();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new IllegalArgumentException("certificate " + certificateFile + ": expired at "
                    + own.getNotAfter().toInstant() + ", now is " + now);
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw new IllegalArgumentException("certificate " + certificateFile + ": valid from "
                    + own.getNotBefore().toInstant() + " on, now is " + now);
        }
        if (!belongsTo(key, own)) {
            throw new IllegalArgumentException(
                    "private key " + keyFile + " is not that of the certificate " + certificateFile);
        }
        List<String> unused = names(own);
        return new Loaded(number, List.of(chain), key);
    }

    private X509Certificate[] chain() {
        try {
            X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes("certificate", certificateFile)))
                    .toArray(X509Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
            throw new IllegalArgumentException("certificate " + certificateFile + ": no X.509 certificate in PEM");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate " + certificateFile + ": no X.509 certificate in PEM", e);
        }
    }

    private PrivateKey key() {
        Matcher pem = KEY.matcher(new String(bytes("private key", keyFile), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IllegalArgumentException("private key " + keyFile + ": no private key in PEM");
        }
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw new IllegalArgumentException("private key " + keyFile + ": its form is '" + pem.group(1)
                    + "', must be 'PRIVATE KEY' (PKCS#8, not encrypted): openssl pkcs8 -topk8 -nocrypt writes it");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("private key " + keyFile + ": not base64 as PEM must be", e);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // Another algorithm's, perhaps.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform from 15 on has " + algorithm, e);
            }
        }
        throw new IllegalArgumentException(
                "private key " + keyFile + ": must be of " + String.join(", ", ALGORITHMS) + ", in PKCS#8");
    }

    private static byte[] bytes(String what, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(what + " " + file + ": no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(what + " " + file + ": can't be read (" + e.getMessage() + ")", e);
        }
    }

    private static boolean belongsTo(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
        };
        byte[] text = "tombolo".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(text);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private record Loaded(int number, List<X509Certificate> chain, PrivateKey key) {
        X509Certificate[] array() {
            return chain.toArray(X509Certificate[]::new);
        }

        String alias() {
            return "tombolo-" + number;
        }
    }

    /** A handshake chooses an alias, then asks for its key and its chain: both must be of one reading of the files. */
    private final class Keys extends X509ExtendedKeyManager {
        private volatile @Nullable Loaded before;
        private volatile @Nullable Loaded chosen;

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            Loaded newest = newest();
            Loaded last = chosen;
            if (last == null || last.number() != newest.number()) {
                before = last;
                chosen = newest;
            }
            String algorithm = newest.key().getAlgorithm();
            return type.equals(algorithm) || (algorithm.equals("EdDSA") && type.startsWith("Ed"))
                    ? newest.alias()
                    : null;
        }

        private @Nullable Loaded of(String alias) {
            Loaded now = chosen;
            return now != null && now.alias().equals(alias) ? now : before;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            Loaded found = of(alias);
            return found == null ? null : found.array();
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            Loaded found = of(alias);
            return found == null ? null : found.key();
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseEngineServerAlias(type, issuers, null);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            String alias = chooseEngineServerAlias(type, issuers, null);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
