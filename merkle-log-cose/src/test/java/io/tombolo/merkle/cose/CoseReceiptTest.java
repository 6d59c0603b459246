package io.tombolo.merkle.cose;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.SubtreeSource;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CoseReceiptTest {
    private static final String ORIGIN = "acme.example/flights/0";

    private final KeyPair keys = Ed25519Keys.fromSeed(new byte[32]);
    private final CoseSigner signer = CoseSigner.of(CoseAlgorithm.EDDSA, keys.getPrivate(), new byte[] {1, 2, 3, 4});
    private final TreeHasher hasher = TreeHasher.sha256();
    private final SubtreeSource subtrees = SubtreeSource.ofLeafHashes(hasher, CoseReceiptTest::leaf);

    @Test
    void everyReceiptToSize20Holds() {
        for (int size = 1; size <= 20; size++) {
            for (int i = 0; i < size; i++) {
                CoseReceipt receipt = CoseReceipt.parse(inclusion(i, size).encode());
                assertThat(receipt.verifyInclusion(leaf(i), ORIGIN, keys.getPublic()))
                        .isEqualTo(new ReceiptCheck.Holds(head(size)));
                assertThat(receipt.indexOrOldSize()).isEqualTo(i);
            }
            for (int older = 1; older <= size; older++) {
                CoseReceipt receipt = CoseReceipt.parse(consistency(older, size).encode());
                assertThat(receipt.verifyConsistency(head(older), head(size).root(), ORIGIN, keys.getPublic()))
                        .isEqualTo(new ReceiptCheck.Holds(head(size)));
            }
        }
    }

    @Test
    void everyChangedBitOfAReceiptIsRefusedOrSaysTheSame() {
        byte[] honest = inclusion(3, 7).encode();
        int sameMeaning = 0;
        for (int i = 0; i < honest.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = honest.clone();
                changed[i] ^= (byte) (1 << bit);
                if (holds(changed)) {
                    CoseReceipt receipt = CoseReceipt.parse(changed);
                    assertThat(receipt.indexOrOldSize()).isEqualTo(3);
                    assertThat(receipt.treeSize()).isEqualTo(7);
                    sameMeaning++;
                }
            }
        }
        // Nothing that a reader looks at has two spellings.
        assertThat(sameMeaning).isZero();
    }

    @Test
    void everyCutOffReceiptIsRefused() {
        byte[] honest = inclusion(3, 7).encode();
        for (int length = 0; length < honest.length; length++) {
            assertThat(holds(Arrays.copyOf(honest, length))).isFalse();
        }
        assertThat(holds(Arrays.copyOf(honest, honest.length + 1))).isFalse();
    }

    @Test
    void ecdsaReceiptsHoldToo() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair ec = generator.generateKeyPair();
        CoseSigner es256 = CoseSigner.of(CoseAlgorithm.ES256, ec.getPrivate(), new byte[0]);
        CoseReceipt receipt = CoseReceipt.ofInclusion(
                es256, new Checkpoint(ORIGIN, head(7)), ProofMaker.inclusion(hasher, subtrees, 3, 7));

        assertThat(receipt.verifyInclusion(leaf(3), ORIGIN, ec.getPublic()).holds())
                .isTrue();
        assertThat(receipt.verifyInclusion(leaf(3), ORIGIN, keys.getPublic()).holds())
                .isFalse();
    }

    @Test
    void aReceiptOfOneKindIsNotTakenForTheOther() {
        ReceiptCheck check = inclusion(3, 7).verifyConsistency(head(3), head(7).root(), ORIGIN, keys.getPublic());

        assertThat(check)
                .isInstanceOfSatisfying(
                        ReceiptCheck.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ReceiptCheck.Reason.OTHER_KIND));
    }

    private boolean holds(byte[] receipt) {
        try {
            return CoseReceipt.parse(receipt)
                    .verifyInclusion(leaf(3), ORIGIN, keys.getPublic())
                    .holds();
        } catch (MalformedException e) {
            return false;
        }
    }

    private CoseReceipt inclusion(int index, int size) {
        return CoseReceipt.ofInclusion(
                signer, new Checkpoint(ORIGIN, head(size)), ProofMaker.inclusion(hasher, subtrees, index, size));
    }

    private CoseReceipt consistency(int older, int size) {
        return CoseReceipt.ofConsistency(
                signer,
                older,
                new Checkpoint(ORIGIN, head(size)),
                ProofMaker.consistency(hasher, subtrees, older, size));
    }

    private static TreeHead head(int size) {
        CompactRange range = CompactRange.empty();
        for (int i = 0; i < size; i++) {
            range.append(new byte[] {(byte) i});
        }
        return range.head();
    }

    private static Hash leaf(long i) {
        return TreeHasher.sha256().leaf(new byte[] {(byte) i});
    }
}
