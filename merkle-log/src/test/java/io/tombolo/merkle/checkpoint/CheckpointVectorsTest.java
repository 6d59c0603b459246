package io.tombolo.merkle.checkpoint;

import static io.tombolo.merkle.Vectors.bytes;
import static io.tombolo.merkle.Vectors.hash;
import static io.tombolo.merkle.Vectors.number;
import static io.tombolo.merkle.Vectors.strings;
import static io.tombolo.merkle.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.Vectors;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CheckpointVectorsTest {

    @TestFactory
    Stream<DynamicTest> checkpoints() {
        return checkpoints("checkpoints.json");
    }

    @TestFactory
    Stream<DynamicTest> checkpointsWithNullForWhatIsNotThere() {
        return checkpoints("checkpoints-2.json");
    }

    private static Stream<DynamicTest> checkpoints(String file) {
        return Vectors.of(file, c -> {
            if (text(c, "expected").equals("MALFORMED")) {
                assertThatThrownBy(() -> Checkpoint.parse(text(c, "text"))).isInstanceOf(MalformedException.class);
                return;
            }

            Checkpoint checkpoint = Checkpoint.parse(text(c, "text"));

            assertThat(checkpoint)
                    .isEqualTo(new Checkpoint(
                            text(c, "origin"),
                            new TreeHead(number(c, "size"), hash(c, "root")),
                            strings(c, "extensions")));
            assertThat(checkpoint.text()).isEqualTo(text(c, "text"));
        });
    }

    @TestFactory
    Stream<DynamicTest> proofFiles() {
        return Vectors.of("tlog-proofs.json", c -> assertThat(verify(c)).isEqualTo(text(c, "expected")));
    }

    @TestFactory
    Stream<DynamicTest> witness() {
        return Vectors.of("witness.json", c -> {
            Clock clock = Clock.fixed(Instant.ofEpochSecond(number(c, "time")), ZoneOffset.UTC);
            NoteSigner signer =
                    Witness.signer(text(c, "witness_name"), Ed25519Keys.fromSeed(bytes(c, "witness_seed")), clock);
            NoteVerifier log = NoteVerifier.parse(text(c, "log_vkey"));
            long known = number(c, "known_size");
            MemoryInMemory memory = new MemoryInMemory();
            if (known > 0) {
                memory.put(log.name(), new TreeHead(known, hash(c, "known_root")));
            }
            Optional<TreeHead> before = memory.latest(log.name());

            Witness.Answer answer = new Witness(
                            name -> name.equals(log.name()) ? List.of(log) : List.of(), signer, memory)
                    .addCheckpoint(text(c, "request"));

            assertThat(answer.status()).as("%s", answer).isEqualTo((int) number(c, "status"));
            if (!c.required("answer").isNull()) {
                assertThat(answer.body()).isEqualTo(text(c, "answer"));
            }
            if (answer.status() == 200) {
                AddCheckpoint request = AddCheckpoint.parse(text(c, "request"));
                assertThat(request.format()).isEqualTo(text(c, "request"));
                assertThat(memory.latest(log.name()))
                        .contains(Checkpoint.parse(request.checkpoint().text()).head());
            } else {
                assertThat(memory.latest(log.name())).isEqualTo(before);
            }
        });
    }

    private static String verify(JsonNode c) {
        TlogProof file;
        try {
            file = TlogProof.parse(text(c, "file"));
        } catch (MalformedException e) {
            return "MALFORMED";
        }
        assertThat(file.format()).isEqualTo(text(c, "file"));
        if (file.extra().isEmpty()) {
            byte[] note = file.checkpoint().format().getBytes(StandardCharsets.UTF_8);
            assertThat(new String(TlogProof.bytes(file.proof(), note), StandardCharsets.UTF_8))
                    .isEqualTo(file.format());
        }
        TlogProofCheck check = file.verify(
                hash(c, "leaf"),
                text(c, "origin"),
                List.of(NoteVerifier.parse(text(c, "log_vkey"))),
                List.of(Cosignature.verifier(text(c, "witness_vkey"))),
                (int) number(c, "quorum"));
        if (check instanceof TlogProofCheck.CheckpointRefused refused) {
            return refused.why().reason().name();
        }
        if (check instanceof TlogProofCheck.NotIncluded not) {
            return not.why().check().name();
        }
        return check.holds() ? "HOLDS" : "TOO_FEW_WITNESSES";
    }
}
