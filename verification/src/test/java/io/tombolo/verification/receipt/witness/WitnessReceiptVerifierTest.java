package io.tombolo.verification.receipt.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.WitnessTrust;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessReceiptVerifierTest {
    private static final Instant THEN = Instant.parse("2026-11-30T12:00:00Z");
    private static final Checkpoint HEAD =
            new Checkpoint("acme.example/flights/0", 42, Hash.of(Hash.sha256().digest(new byte[] {1})));

    private final NoteSigner witness = signer(1);
    private final WitnessTrust trust = WitnessTrust.ofVkey(witness.verifier().vkey());
    private final WitnessReceiptVerifier verifier = new WitnessReceiptVerifier();
    private final byte[] receipt = receipt(witness);

    @Test
    void aCosignatureConfirmsTheHeadAtItsTime() {
        ReceiptCheck check = verifier.check(receipt, trust);

        assertThat(check)
                .isInstanceOfSatisfying(
                        ReceiptCheck.Vouched.class,
                        vouched -> assertThat(vouched.fact())
                                .isEqualTo(new AnchoredFact(
                                        "acme.example/flights/0", 42, HEAD.root(), THEN, "witness:w.example/42")));
    }

    @Test
    void aRotatedKeyOfTheSameNameCountsToo() {
        NoteSigner next = signer(2);
        WitnessTrust both = new WitnessTrust(
                trust.name(), List.of(witness.verifier().vkey(), next.verifier().vkey()), Optional.empty());

        assertThat(verifier.check(receipt(next), both)).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(verifier.check(receipt(next), trust)).isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    @Test
    void noByteOfItMayChange() {
        for (int i = 0; i < receipt.length; i++) {
            byte[] changed = receipt.clone();
            changed[i] ^= 1;

            assertThat(verifier.check(changed, trust))
                    .as("byte %d of %s", i, new String(receipt, StandardCharsets.UTF_8))
                    .isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    @Test
    void noPartOfItIsAReceipt() {
        for (int length = 0; length < receipt.length; length++) {
            byte[] part = java.util.Arrays.copyOf(receipt, length);

            assertThat(verifier.check(part, trust)).isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    @Test
    void aSecondSignatureIsBytesThatNothingBinds() {
        String note = new String(receipt, StandardCharsets.UTF_8);
        String line = note.substring(note.lastIndexOf("— "));

        ReceiptCheck check = verifier.check((note + line).getBytes(StandardCharsets.UTF_8), trust);

        assertThat(check).isInstanceOf(ReceiptCheck.Unreadable.class);
        assertThat(check.checks().get(0).compared()).isEqualTo("cosigned note: 2 signatures, must be 1");
    }

    @Test
    void theOwnersOwnSignatureIsNoCosignature() {
        NoteSigner owner = NoteSigner.ed25519("w.example", Ed25519Keys.fromSeed(seed(1)));
        byte[] signed = NoteSigner.sign(HEAD.text(), owner).format().getBytes(StandardCharsets.UTF_8);

        assertThat(verifier.check(signed, trust)).isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    private static byte[] receipt(NoteSigner signer) {
        return NoteSigner.sign(HEAD.text(), signer).format().getBytes(StandardCharsets.UTF_8);
    }

    private static NoteSigner signer(int seed) {
        return Witness.signer("w.example", Ed25519Keys.fromSeed(seed(seed)), Clock.fixed(THEN, ZoneOffset.UTC));
    }

    private static byte[] seed(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return bytes;
    }
}
