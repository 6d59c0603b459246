package io.tombolo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.identity.Identities;

/**
 * A PKCS#11 token in software, by Debian's {@code softhsm2}, with a client's key in it. One for a JVM of tests, whose library reads the
 * token's place once.
 */
record SoftToken(Path library, Path pinFile) {
    static final String MISSING =
            "libsofthsm2.so or SOFTHSM2_CONF isn't there: apt-get install softhsm2; Maven sets the latter";

    private static final String PIN = "648219";
    private static boolean made;
    private static final String LABEL = "client";
    private static final List<String> PLACES = List.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so");

    static boolean isPossible() {
        return found().isPresent() && System.getenv("SOFTHSM2_CONF") != null;
    }

    /** The token, whose PIN is in that file, with that key (PEM) in place of an earlier one; it never gives it out again. */
    static synchronized SoftToken holding(Path pinFile, String privateKey, String certificate) throws Exception {
        if (!made) {
            Path settings = Path.of(System.getenv("SOFTHSM2_CONF"));
            Path tokens = Files.createTempDirectory(Files.createDirectories(settings.getParent()), "tokens");
            Files.writeString(
                    settings, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
            make();
            made = true;
        }
        SoftToken token = new SoftToken(found().orElseThrow(), Files.writeString(pinFile, PIN + "\n"));
        KeyStore store = KeyStore.getInstance("PKCS11", token.provider());
        store.load(null, PIN.toCharArray());
        store.setKeyEntry(LABEL, Identities.readPrivateKey(privateKey), null, new Certificate[] {
            Identities.readX509Certificate(certificate)
        });
        return token;
    }

    /** As a ledger file's {@code identity} has it. */
    String asYaml() {
        return "token: {library: " + library + ", slot: 0, label: " + LABEL + ", pin_file: " + pinFile + "}";
    }

    private Provider provider() {
        return Security.getProvider("SunPKCS11")
                .configure(
                        "--name=setup\nlibrary=\"" + library + "\"\nslotListIndex=0\n"
                                + "attributes(*,CKO_PRIVATE_KEY,*) = {\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n}\n");
    }

    private static void make() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "softhsm2-util", "--init-token", "--free", "--label", "tombolo", "--pin", PIN, "--so-pin", PIN)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError("softhsm2-util: " + said);
        }
    }

    private static Optional<Path> found() {
        return PLACES.stream().map(Path::of).filter(Files::isReadable).findFirst();
    }
}
