package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.ledger.evm.EvmLedger;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.EvmTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a contract on an EVM chain, and the messages about what it may not contain. */
class EvmLedgerFileTest {
    private static final String CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

    @TempDir
    Path folder;

    private final Map<String, String> good = new TreeMap<>(Map.of(
            "evm", "1337",
            "nodes", "[\"http://127.0.0.1:1\"]",
            "contract", "\"" + CONTRACT + "\"",
            "account_key", "account.key",
            "organisations", "[acme.example]",
            "finality", "finalized",
            "gas_per_day", "50000000",
            "members", "[{member: acme.example, key_file: header.pem}]",
            "quorum", "1"));

    @BeforeEach
    void keys() throws IOException {
        Files.writeString(folder.resolve("account.key"), "0x" + "1".repeat(64) + "\n");
        Files.writeString(folder.resolve("header.pem"), Ed25519Keys.toPem(Ed25519Keys.generate()));
    }

    @Test
    void isReadAndNamesTheContractInPolicies() throws IOException {
        EvmLedgerFile read = read(Map.of());

        EvmTrust trust = read.trust(read.connection().contract());
        assertThat(trust.name()).isEqualTo("evm:1337/" + CONTRACT.toLowerCase(java.util.Locale.ROOT));
        assertThat(read(Map.of("contract", "\"" + CONTRACT.toLowerCase(java.util.Locale.ROOT) + "\""))
                        .place())
                .as("of the same address in another spelling")
                .isEqualTo(read.place());
        assertThat(trust.code()).isEqualTo(EvmLedger.code());
        assertThat(trust.members().get("acme.example")).hasSize(1);
        assertThat(read.connection().confirmations()).isEqualTo(EvmLedger.Config.FINALIZED);
        assertThat(read.connection().account().address()).isEqualTo("0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a");
        assertThat(read(Map.of("finality", "\"12\"")).connection().confirmations())
                .isEqualTo(12);
    }

    @Test
    void isDistinguishedFromAFileOfFabric() throws IOException {
        Path fabric = Files.writeString(folder.resolve("fabric.yaml"), "channel: tombolo\n");

        assertThat(EvmLedgerFile.isOne(fabric)).isFalse();
        assertThat(EvmLedgerFile.isOne(folder.resolve("none.yaml"))).isFalse();
        assertThat(EvmLedgerFile.isOne(file(Map.of()))).isTrue();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        refused("evm", "0", "chain id: 0, at least 1");
        refused("nodes", "[]", "nodes: none, at least 1");
        refused("nodes", "[\"ftp://a\"]", "nodes: 'ftp://a', must begin with http:// or https:// and a host");
        refused("contract", "\"0x12\"", "contract: '0x12', must be 0x and 40 hex digits");
        refused("account_key", "none.key", "account_key: file " + folder.resolve("none.key") + " can't be read");
        refused("account_key", "header.pem", "account key: must be 64 hex digits, with or without 0x before them");
        refused("organisations", "[]", "organisations: none, at least 1");
        refused("finality", "soon", "finality: 'soon', must be finalized, or how many blocks must follow, in quotes");
        refused("finality", "\"99999\"", "finality: 99999 blocks, must be 0 to 10000, or finalized");
        refused("gas_per_day", "0", "gas per day: 0, at least 1");
        refused("heads_at_once", "0", "heads per transaction: 0, must be 1 to 1000");
        refused("patience", "soon", "patience: 'soon', must be a duration as PT60S");
        refused("quorum", "2", "quorum 2, must be 1 to 1 (its members)");
        refused("members", "[{member: a}, {member: a}]", "members: a twice");
        refused("members", "[{member: a, key_file: account.key}]", "no Ed25519 key in PKCS#8");
        refused("surprise", "1", "surprise");
    }

    @Test
    void needsAsManyKeysHereAsTheQuorum() {
        String other = NoteSigner.ed25519("two.example", Ed25519Keys.generate())
                .verifier()
                .vkey();

        refused(
                "members",
                "[{member: acme.example, keys: [\"" + other + "\"]}]",
                "members: 0 have a key_file, a url or the address of a validator, fewer than the quorum of 1:"
                        + " receipts would have too few signatures");
    }

    @Test
    void namesOtherMembersByTheirServersAndByTheirValidators() throws IOException {
        String other = NoteSigner.ed25519("two.example", Ed25519Keys.generate())
                .verifier()
                .vkey();
        String validator = "0x" + "a".repeat(40);

        EvmLedgerFile read = read(Map.of(
                "members",
                "[{member: one.example, key_file: header.pem}, {member: two.example, keys: ['" + other
                        + "'], url: 'https://two.example/'}, {member: three.example, keys: ['" + validator + "']}]",
                "quorum",
                "3",
                "max_fee_gwei",
                "7",
                "signs_at",
                "{host: 127.0.0.1, port: 0}"));

        assertThat(read.connection().headers().cosigners())
                .containsExactly(new EvmLedger.HeaderSignatures.Cosigner(
                        "two.example", java.net.URI.create("https://two.example")));
        assertThat(read.trust(EvmLedgerFile.NO_CONTRACT).membersOf(java.util.Set.of(validator)))
                .containsExactly("three.example");
        assertThat(read.connection().limits().maxFeePerGas()).isEqualTo(java.math.BigInteger.valueOf(7_000_000_000L));
        assertThat(read.signsAt()).contains(new Listener("127.0.0.1", 0));
        refused(
                "members",
                "[{member: acme.example, key_file: header.pem, url: 'ftp://a'}]",
                "url of acme.example: 'ftp://a', must begin with http:// or https:// and a host");
        refused("max_fee_gwei", "0", "most wei for gas: 0, at least 1");
    }

    private void refused(String key, String value, String because) {
        assertThatThrownBy(() -> read(Map.of(key, value)))
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("ledger file " + folder.resolve("chain.yaml") + ": ")
                .hasMessageContaining(because);
    }

    private EvmLedgerFile read(Map<String, String> other) throws IOException {
        return EvmLedgerFile.read(file(other), folder.resolve("state"));
    }

    private Path file(Map<String, String> other) throws IOException {
        Map<String, String> keys = new TreeMap<>(good);
        keys.putAll(other);
        List<String> lines = keys.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .toList();
        return Files.write(folder.resolve("chain.yaml"), lines);
    }
}
