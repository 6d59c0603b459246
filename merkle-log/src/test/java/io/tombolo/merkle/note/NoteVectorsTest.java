package io.tombolo.merkle.note;

import static io.tombolo.merkle.Vectors.bytes;
import static io.tombolo.merkle.Vectors.strings;
import static io.tombolo.merkle.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class NoteVectorsTest {

    @TestFactory
    Stream<DynamicTest> notes() {
        return Vectors.of("notes.json", c -> {
            byte[] bytes = bytes(c, "note");
            if (text(c, "expected").equals("MALFORMED")) {
                assertThatThrownBy(() -> SignedNote.parse(bytes)).isInstanceOf(MalformedException.class);
                return;
            }

            SignedNote note = SignedNote.parse(bytes);
            List<NoteVerifier> known =
                    strings(c, "vkeys").stream().map(NoteVerifier::parse).toList();
            NoteCheck check = note.verify(known);

            assertThat(note.format().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
            switch (text(c, "expected")) {
                case "SIGNED" ->
                    assertThat(check)
                            .isInstanceOfSatisfying(
                                    NoteCheck.Signed.class,
                                    signed -> assertThat(signed.by().stream().map(NoteSignature::keyId))
                                            .containsExactlyInAnyOrderElementsOf(strings(c, "by").stream()
                                                    .map(vkey -> NoteVerifier.parse(vkey)
                                                            .keyId())
                                                    .toList()));
                case "NOT_SIGNED" -> assertThat(check).isInstanceOf(NoteCheck.NotSigned.class);
                default -> assertThat(check).isInstanceOf(NoteCheck.FalselySigned.class);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> verifierKeys() {
        return Vectors.of("vkeys.json", c -> {
            if (text(c, "expected").equals("VALID")) {
                assertThat(NoteVerifier.parse(text(c, "vkey")).vkey()).isEqualTo(text(c, "vkey"));
            } else {
                assertThatThrownBy(() -> NoteVerifier.parse(text(c, "vkey"))).isInstanceOf(MalformedException.class);
            }
        });
    }
}
