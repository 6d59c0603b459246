package io.tombolo.ledger.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.embedded.identity.ClientIdentity;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder: what a restart keeps, what damage is found, what is refused. */
class EmbeddedLedgerTest {
    private static final List<String> MEMBERS = List.of("one.example", "two.example", "three.example");

    @TempDir
    private Path directory;

    @Test
    void keepsItsBlocksKeysAndAuthoritiesOverARestart() throws Exception {
        ClientIdentity identity;
        long height;
        var authorities = withLedger(ledger -> {
            register(ledger, "first");
            return ledger.trustAnchors();
        });

        try (EmbeddedLedger ledger = open()) {
            identity = ledger.enrol("acme.example");
            height = ledger.height();
            assertThat(ledger.trustAnchors()).isEqualTo(authorities);
            register(ledger, "second");
        }
        try (EmbeddedLedger ledger = open()) {
            assertThat(ledger.enrol("acme.example")).isEqualTo(identity);
            assertThat(ledger.height()).isEqualTo(height + 1);
            register(ledger, "second");
        }
    }

    @Test
    void dropsALastBlockThatWasCutShort() throws Exception {
        long height = withLedger(ledger -> {
            register(ledger, "first");
            register(ledger, "second");
            return ledger.height();
        });
        Path blocks = directory.resolve("blocks.bin");
        byte[] whole = Files.readAllBytes(blocks);
        int secondLast = endOfBlock(whole, (int) height - 1);

        for (int cut : new int[] {secondLast + 1, secondLast + 3, secondLast + 4, secondLast + 100, whole.length - 1}) {
            Files.write(blocks, java.util.Arrays.copyOf(whole, cut));
            try (EmbeddedLedger ledger = open()) {
                assertThat(ledger.height()).as("cut at %d", cut).isEqualTo(height - 1);
                register(ledger, "second");
                assertThat(ledger.height()).isEqualTo(height);
            }
        }
    }

    @Test
    void findsAFlippedByteAnywhereInItsBlocks() throws Exception {
        withLedger(ledger -> {
            register(ledger, "first");
            return ledger.height();
        });
        Path blocks = directory.resolve("blocks.bin");
        byte[] whole = Files.readAllBytes(blocks);
        int lengths = endOfBlock(whole, 1);

        for (int i = 4; i < whole.length; i += 97) {
            if (i >= lengths && i < lengths + 4) {
                continue;
            }
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x40;
            Files.write(blocks, flipped);

            assertThatThrownBy(this::open)
                    .as("byte %d", i)
                    .isInstanceOf(EmbeddedLedgerException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void refusesAFolderThatIsInUse() throws Exception {
        try (EmbeddedLedger ledger = open()) {
            assertThat(ledger.height()).isEqualTo(1);

            assertThatThrownBy(this::open)
                    .isInstanceOf(EmbeddedLedgerException.class)
                    .hasMessageContaining("in use");
        }
        open().close();
    }

    @Test
    void refusesAFolderOfOtherMembers() {
        open().close();

        assertThatThrownBy(() -> EmbeddedLedger.open(new EmbeddedLedger.Config(
                        directory, "127.0.0.1", 0, "tombolo", "anchors", List.of("one.example"), Clock.systemUTC())))
                .isInstanceOf(EmbeddedLedgerException.class)
                .hasMessageContaining("another ledger");
    }

    @Test
    void refusesAFolderOfAnotherVersion() throws Exception {
        open().close();
        Files.writeString(directory.resolve("format"), "9", StandardOpenOption.APPEND);

        assertThatThrownBy(this::open)
                .isInstanceOf(EmbeddedLedgerException.class)
                .hasMessageContaining("version");
    }

    @Test
    void saysDevelopmentInEveryCertificate() throws Exception {
        try (EmbeddedLedger ledger = open()) {
            List<String> pems = new java.util.ArrayList<>(ledger.trustAnchors().values());
            pems.add(ledger.enrol("acme.example").certificatePem());
            for (String pem : pems) {
                X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
                assertThat(certificate.getSubjectX500Principal().getName()).contains("development");
                assertThat(certificate.getIssuerX500Principal().getName()).contains("development");
            }
        }
    }

    @Test
    void keepsPrivateKeysForItsOwner() throws Exception {
        withLedger(ledger -> ledger.enrol("acme.example"));

        try (var files = Files.walk(directory)) {
            List<Path> keys =
                    files.filter(file -> file.toString().endsWith("key.pem")).toList();
            assertThat(keys).hasSize(12);
            for (Path key : keys) {
                assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                        .isEqualTo("rw-------");
            }
        }
    }

    private EmbeddedLedger open() {
        return EmbeddedLedger.open(
                new EmbeddedLedger.Config(directory, "127.0.0.1", 0, "tombolo", "anchors", MEMBERS, Clock.systemUTC()));
    }

    /** Something to do with a ledger that is closed afterwards. */
    @FunctionalInterface
    private interface Use<T> {
        T with(EmbeddedLedger ledger) throws Exception;
    }

    private <T> T withLedger(Use<T> use) throws Exception {
        try (EmbeddedLedger ledger = open()) {
            return use.with(ledger);
        }
    }

    private static void register(EmbeddedLedger ledger, String dataset) throws Exception {
        try (RegisteringClient client = new RegisteringClient(ledger, ledger.enrol("acme.example"))) {
            assertThat(client.register(dataset)).isEqualTo("registered\n");
        }
    }

    /** Where the n-th block ends in the file. */
    private static int endOfBlock(byte[] file, int blocks) {
        int at = 0;
        for (int i = 0; i < blocks; i++) {
            at += 4 + java.nio.ByteBuffer.wrap(file).getInt(at) + 32;
        }
        return at;
    }
}
