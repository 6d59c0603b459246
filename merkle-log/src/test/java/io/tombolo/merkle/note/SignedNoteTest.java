package io.tombolo.merkle.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    private final NoteSigner signer = NoteSigner.ed25519("acme.example/flights/0", Ed25519Keys.fromSeed(new byte[32]));
    private final Checkpoint checkpoint = new Checkpoint("acme.example/flights/0", 7, Hash.of(Oracle.sha256()));

    @Test
    void verifiesTheExampleOfTheSpecification() {
        NoteVerifier verifier =
                NoteVerifier.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        String note =
                "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
                        + "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

        assertThat(SignedNote.parse(note).verify(List.of(verifier))).isInstanceOf(NoteCheck.Signed.class);
        assertThat(SignedNote.parse(note).format()).isEqualTo(note);
    }

    @Test
    void opensACheckpointSignedByItsLog() {
        String note = NoteSigner.sign(checkpoint.text(), signer).format();

        CheckpointCheck check = Checkpoint.open(
                note,
                checkpoint.origin(),
                List.of(NoteVerifier.parse(signer.verifier().vkey())));

        assertThat(check)
                .isInstanceOfSatisfying(
                        CheckpointCheck.Opened.class,
                        opened -> assertThat(opened.checkpoint()).isEqualTo(checkpoint));
    }

    @Test
    void refusesACheckpointWithAnotherSize() {
        String note = NoteSigner.sign(checkpoint.text(), signer).format().replace("\n7\n", "\n8\n");

        CheckpointCheck check = Checkpoint.open(note, checkpoint.origin(), List.of(signer.verifier()));

        assertThat(check)
                .isInstanceOfSatisfying(
                        CheckpointCheck.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(CheckpointCheck.Reason.FALSELY_SIGNED));
    }

    @Test
    void refusesACheckpointWithWindowsLineEnds() {
        String note = NoteSigner.sign(checkpoint.text(), signer).format().replace("\n", "\r\n");

        assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(MalformedException.class);
    }
}
