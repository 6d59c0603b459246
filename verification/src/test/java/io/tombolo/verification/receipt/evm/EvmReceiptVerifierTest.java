package io.tombolo.verification.receipt.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.Sweep;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receipts as recorded from a chain of anvil and from a QBFT network of GoQuorum. */
class EvmReceiptVerifierTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    private final EvmTrust trust = trust("one");
    private final byte[] receipt = receipt("one");
    private final EvmReceiptVerifier verifier = new EvmReceiptVerifier();

    @Test
    void aHeadInStorageUnderASignedHeaderIsConfirmedAtTheTimeOfItsBlock() {
        ReceiptCheck check = verifier.check(receipt, trust);

        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        ReceiptCheck.Vouched vouched = (ReceiptCheck.Vouched) check;
        assertThat(vouched.members()).containsExactly("one.example");
        assertThat(vouched.development()).isTrue();
        assertThat(vouched.fact().anchoredAt())
                .isBetween(Instant.parse("2026-06-01T12:00:10Z"), Instant.parse("2026-06-01T13:00:00Z"));
        assertThat(vouched.fact().transactionId()).startsWith(trust.name() + "/");
        assertThat(vouched.checks())
                .extracting(Check::name)
                .containsExactly("receipt form", "header signatures", "contract", "storage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "qbft"})
    void noByteOfItMayChange(String name) {
        byte[] whole = receipt(name);
        EvmTrust by = trust(name);
        assertThat(verifier.check(whole, by)).isInstanceOf(ReceiptCheck.Vouched.class);
        for (int i : Sweep.of(whole)) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;

            assertThat(verifier.check(changed, by)).as("byte %d", i).isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    @Test
    void noByteOfASealMayChangeWhereOnlyAMemberIsTrusted() {
        byte[] whole = receipt("qbft-by-a-member");
        EvmTrust by = trust("qbft-by-a-member");
        assertThat(verifier.check(whole, by)).isInstanceOf(ReceiptCheck.Vouched.class);
        // A string of 65 bytes in RLP.
        int first = HexFormat.of().formatHex(whole).indexOf("b841") / 2;
        assertThat(first).isPositive();
        for (int i = first; i < first + 67; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;

            assertThat(verifier.check(changed, by)).as("byte %d", i).isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    @Test
    void aHeaderCountsByTheSealsOfTwoThirdsOfItsValidators() {
        EvmTrust validators = trust("qbft");

        ReceiptCheck check = verifier.check(receipt("qbft"), validators);

        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        ReceiptCheck.Vouched vouched = (ReceiptCheck.Vouched) check;
        assertThat(vouched.development()).isFalse();
        assertThat(validators.members().keySet()).hasSize(4).containsAll(vouched.members());
        assertThat(vouched.members()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(vouched.checks())
                .extracting(Check::name)
                .containsExactly("receipt form", "header seals", "header signatures", "contract", "storage");
        assertThat(((ReceiptCheck.Vouched) verifier.check(receipt("qbft-by-both"), trust("qbft-by-both"))).members())
                .containsExactly("one.example", "sealer.example");
    }

    @Test
    void eachRefusalOfSealsSaysWhatWasCompared() {
        assertRefused(
                trust("qbft"),
                receipt("qbft-two-seals"),
                ReceiptCheck.Altered.class,
                "header seals",
                "2 seals, by [0x");
        assertRefused(
                trust("qbft"),
                receipt("qbft-another-round"),
                ReceiptCheck.Altered.class,
                "header seals",
                "must be by 3 or more of [0x");
        assertRefused(
                trust("qbft-by-strangers"),
                receipt("qbft-by-strangers"),
                ReceiptCheck.NotTrusted.class,
                "header signatures",
                "by [], quorum 2 of 3");
        assertRefused(
                trust("qbft-another-chain"),
                receipt("qbft-another-chain"),
                ReceiptCheck.Altered.class,
                "chain",
                "the contract knows its chain as 83018, the policy names 83019");
        assertRefused(
                trust("qbft"),
                receipt("qbft-no-validators"),
                ReceiptCheck.Unreadable.class,
                "receipt form",
                " of 0 validators, limit 100");
    }

    @Test
    void noPartOfItIsAReceipt() {
        for (int length = 0; length < receipt.length; length++) {
            assertThat(verifier.check(Arrays.copyOf(receipt, length), trust))
                    .isInstanceOf(ReceiptCheck.Unreadable.class);
        }
    }

    @Test
    void eachRefusalSaysWhatWasCompared() {
        assertRefused(
                with("evm:5/" + trust.name().substring("evm:31337/".length()), trust.code()),
                ReceiptCheck.Altered.class,
                "header signature",
                "of chain 5");
        assertRefused(
                with("evm:31337/0x" + "1".repeat(40), trust.code()),
                ReceiptCheck.Altered.class,
                "contract",
                "is not proven to exist in block");
        assertRefused(
                with(trust.name(), Keccak.hash(new byte[0])),
                ReceiptCheck.NotTrusted.class,
                "contract",
                "the policy names c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertRefused(
                trust("signed-by-a-stranger"),
                receipt("signed-by-a-stranger"),
                ReceiptCheck.NotTrusted.class,
                "header signatures",
                "by [], quorum 1 of 1");
        assertRefused(
                trust("two-of-three"),
                receipt,
                ReceiptCheck.NotTrusted.class,
                "header signatures",
                "by [one.example], quorum 2 of 3");
        assertRefused(
                trust, receipt("another-size"), ReceiptCheck.Altered.class, "storage", "is not what the nodes prove");
        assertRefused(
                trust, receipt("a-node-more"), ReceiptCheck.Altered.class, "storage", "is not what the nodes prove");
        assertRefused(
                trust,
                receipt("a-node-twice"),
                ReceiptCheck.Unreadable.class,
                "receipt form",
                "state proof: a node twice");
        assertRefused(
                trust,
                receipt("another-magic"),
                ReceiptCheck.Unreadable.class,
                "receipt form",
                "must be a list of 6 that begins with 'tombolo evm receipt 1'");
        assertRefused(
                trust, new byte[200_000], ReceiptCheck.Unreadable.class, "receipt form", "200000 bytes, limit 131072");
    }

    @Test
    void anotherKindOfTrustIsNotMet() {
        ReceiptCheck check = verifier.check(receipt, policy("witness-any-two", 1));

        assertThat(check).isInstanceOf(ReceiptCheck.NotTrusted.class);
        assertThat(check.checks().get(1).compared())
                .isEqualTo("an EVM chain, the policy names witness:one.example/witness");
    }

    @Test
    void keccakIsThatOfEvmChains() {
        assertThat(Keccak.hash(new byte[0]).hex())
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(Keccak.hash("transfer(address,uint256)".getBytes(StandardCharsets.UTF_8))
                        .hex())
                .startsWith("a9059cbb");
    }

    @Test
    void aRecordedReceiptFitsWhereOthersDo() {
        assertThat(receipt.length).isLessThan(6000);
    }

    private EvmTrust with(String name, Hash code) {
        return new EvmTrust(name, code, trust.members(), 1, Optional.empty());
    }

    private void assertRefused(EvmTrust by, Class<? extends ReceiptCheck> as, String name, String compared) {
        assertRefused(by, receipt, as, name, compared);
    }

    private void assertRefused(
            EvmTrust by, byte[] bytes, Class<? extends ReceiptCheck> as, String name, String compared) {
        ReceiptCheck check = verifier.check(bytes, by);
        assertThat(check).isInstanceOf(as);
        Check last = check.checks().get(check.checks().size() - 1);
        assertThat(last.name()).isEqualTo(name);
        assertThat(last.passed()).isFalse();
        assertThat(last.compared()).contains(compared);
    }

    private static EvmTrust trust(String name) {
        return (EvmTrust) policy("evm-" + name, 0);
    }

    private static AnchorTrust policy(String name, int ledger) {
        return PolicyFile.read(read("policy-" + name + ".json")).ledgers().get(ledger);
    }

    private static byte[] receipt(String name) {
        return EvidenceFile.read(read("evm-" + name + ".json"))
                .anchors()
                .get(0)
                .receipt()
                .toArray();
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
