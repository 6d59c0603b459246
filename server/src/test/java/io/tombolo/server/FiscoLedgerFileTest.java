package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a contract on a FISCO BCOS chain, and the messages about what it may not contain. */
class FiscoLedgerFileTest {
    private static final String NODE = "a1".repeat(64);

    @TempDir
    Path folder;

    private final Map<String, String> good = new TreeMap<>(Map.of(
            "fisco", "chain0",
            "group", "group0",
            "nodes", "[\"127.0.0.1:1\"]",
            "cryptography", "standard",
            "contract", "\"0x5FbDB2315678afecb367f032d93F642f64180aa3\"",
            "account_key", "account.key",
            "organisations", "[acme.example]",
            "members", "[{member: acme.example, keys: [" + NODE + "]}]"));

    @BeforeEach
    void key() throws IOException {
        Files.writeString(folder.resolve("account.key"), "1".repeat(64) + "\n");
    }

    @Test
    void isReadAndNamesTheContractInPolicies() throws IOException {
        FiscoLedgerFile read = read(Map.of("patience", "PT5S", "operator", "Example Chain"));

        FiscoTrust trust = read.trust(read.connection().contract());
        assertThat(trust.name()).isEqualTo("fisco:chain0/group0/0x5fbdb2315678afecb367f032d93f642f64180aa3");
        assertThat(trust.operator()).hasValue("Example Chain");
        assertThat(trust.members().get("acme.example")).containsExactly(NODE);
        assertThat(read.connection().limits().patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.connection().limits().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(read(Map.of("cryptography", "national")).connection().cryptography())
                .isEqualTo(Cryptography.NATIONAL);
        assertThat(FiscoLedgerFile.isOne(file(Map.of()))).isTrue();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        refused("cryptography", "sm", "cryptography: 'sm', must be standard or national");
        refused("nodes", "[]", "nodes: none, at least 1");
        refused("nodes", "[\"http://node\"]", "nodes: 'http://node', must be host:port");
        refused("members", "[{member: acme.example, keys: [ab]}]", "not 128 lower-case hex digits");
        refused("members", "[]", "no member, at least 1");
        refused("contract", "\"0x12\"", "the contract's address");
        refused("account_key", "none.key", "account_key: file " + folder.resolve("none.key") + " can't be read");
        refused("certificates", "none", "certificates: there is no folder " + folder.resolve("none"));
        refused("patience", "soon", "patience: 'soon', must be a duration as PT60S");
        refused("heads_at_once", "0", "heads per transaction: 0, must be 1 to 1000");
        Files.writeString(folder.resolve("account.key"), "secret");
        refused("group", "group0", "account_key: file " + folder.resolve("account.key") + " must have 64 hex digits");
    }

    @Test
    void saysThatTheSdkIsNotThere() throws IOException {
        assertThatThrownBy(() -> FiscoConsortium.open(folder, file(Map.of()), Set.of()))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("FISCO BCOS's Java SDK is not on the class path (org/fisco/bcos/sdk/")
                .hasMessageContaining("docs/fisco.md says how to get it; its folder belongs into TOMBOLO_FISCO_SDK");
    }

    private void refused(String key, String value, String message) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("ledger file " + folder.resolve("chain.yaml") + ": ")
                .hasMessageContaining(message);
    }

    private FiscoLedgerFile read(Map<String, String> other) throws IOException {
        return FiscoLedgerFile.read(file(other), folder.resolve("state"));
    }

    private Path file(Map<String, String> other) throws IOException {
        Map<String, String> all = new TreeMap<>(good);
        all.putAll(other);
        StringBuilder yaml = new StringBuilder();
        all.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
        return Files.writeString(folder.resolve("chain.yaml"), yaml.toString());
    }
}
