package io.tombolo.merkle.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.ProofMaker;
import io.tombolo.merkle.proof.SubtreeSource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signed checkpoints, cosignatures and proof files with every byte changed. */
class HostileCheckpointTest {
    private static final String ORIGIN = "acme.example/flights/0";

    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private final NoteSigner log = NoteSigner.ed25519(ORIGIN, Ed25519Keys.fromSeed(new byte[32]));
    private final NoteSigner witness = Witness.signer("witness.example/w", Ed25519Keys.fromSeed(seed(1)), clock);
    private final TreeHasher hasher = TreeHasher.sha256();
    private final Hash leaf = Oracle.leaf(Oracle.entry(3));

    @Test
    void everyChangedByteOfACheckpointIsRefused() {
        byte[] honest = NoteSigner.sign(checkpoint().text(), log).format().getBytes(StandardCharsets.UTF_8);
        assertThat(opens(honest)).isTrue();

        for (int i = 0; i < honest.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = honest.clone();
                changed[i] ^= (byte) (1 << bit);

                assertThat(opens(changed)).as("byte %d, bit %d", i, bit).isFalse();
            }
        }
    }

    @Test
    void everyCutOffCheckpointIsRefused() {
        byte[] honest = NoteSigner.sign(checkpoint().text(), log).format().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < honest.length; length++) {
            assertThat(opens(Arrays.copyOf(honest, length))).isFalse();
        }
    }

    @Test
    void everyChangedByteOfAProofFileIsRefused() {
        byte[] honest = proof().format().getBytes(StandardCharsets.UTF_8);
        assertThat(holds(honest)).isTrue();

        for (int i = 0; i < honest.length; i++) {
            byte[] changed = honest.clone();
            changed[i] ^= (byte) (1 << i % 7);

            assertThat(holds(changed)).as("byte %d", i).isFalse();
        }
    }

    @Test
    void aCosignatureTellsItsTime() {
        SignedNote note = NoteSigner.sign(checkpoint().text(), log, witness);

        assertThat(Cosignature.time(note.signatures().get(1))).isEqualTo(clock.instant());
    }

    @Test
    void oneWitnessWithTwoKeysIsOneWitness() {
        NoteSigner second = Witness.signer("witness.example/w", Ed25519Keys.fromSeed(seed(2)), clock);
        TlogProof twice =
                new TlogProof(proof().proof(), NoteSigner.sign(checkpoint().text(), log, witness, second));

        TlogProofCheck check =
                twice.verify(leaf, ORIGIN, List.of(log.verifier()), List.of(witness.verifier(), second.verifier()), 2);

        assertThat(check).isEqualTo(new TlogProofCheck.TooFewWitnesses(1, 2));
    }

    @Test
    void aCosignatureThatIsNotKeptIsNotGiven() {
        Witness.Memory full = (origin, step) -> {
            assertThat(step.apply(Optional.empty()).status()).isEqualTo(200);
            throw new IllegalStateException("disk full");
        };
        Witness forgetful = new Witness(origin -> List.of(log.verifier()), witness, full);
        String request = new AddCheckpoint(
                        0,
                        new ConsistencyProof(List.of()),
                        NoteSigner.sign(checkpoint().text(), log))
                .format();

        assertThatThrownBy(() -> forgetful.addCheckpoint(request)).hasMessage("disk full");
    }

    @Test
    void aWitnessKeepsOnlyTheSignaturesThatItVerified() {
        NoteSigner stranger = NoteSigner.ed25519("stranger.example", Ed25519Keys.fromSeed(seed(3)));
        String request = new AddCheckpoint(
                        0,
                        new ConsistencyProof(List.of()),
                        NoteSigner.sign(checkpoint().text(), stranger, log))
                .format();

        Witness.Answer answer =
                new Witness(origin -> List.of(log.verifier()), witness, new MemoryInMemory()).addCheckpoint(request);

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Witness.Answer.Cosigned.class,
                        cosigned -> assertThat(cosigned.signed())
                                .isEqualTo(NoteSigner.sign(checkpoint().text(), log)));
    }

    private boolean opens(byte[] note) {
        try {
            return Checkpoint.open(SignedNote.parse(note), ORIGIN, List.of(log.verifier()))
                    .opened();
        } catch (MalformedException e) {
            return false;
        }
    }

    private boolean holds(byte[] file) {
        try {
            return TlogProof.parse(new String(file, StandardCharsets.UTF_8))
                    .verify(leaf, ORIGIN, List.of(log.verifier()), List.of(witness.verifier()), 1)
                    .holds();
        } catch (MalformedException e) {
            return false;
        }
    }

    private TlogProof proof() {
        SubtreeSource subtrees = SubtreeSource.ofLeafHashes(hasher, i -> Oracle.leaf(Oracle.entry(i)));
        return new TlogProof(
                ProofMaker.inclusion(hasher, subtrees, 3, 7),
                NoteSigner.sign(checkpoint().text(), log, witness));
    }

    private static Checkpoint checkpoint() {
        CompactRange range = CompactRange.empty();
        Oracle.entries(7).forEach(range::append);
        return new Checkpoint(ORIGIN, range.head());
    }

    private static byte[] seed(int first) {
        byte[] seed = new byte[32];
        seed[0] = (byte) first;
        return seed;
    }
}
