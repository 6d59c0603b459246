package io.tombolo.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.merkle.tile.TileWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The example of docs/merkle-log.md. */
class DocumentedExampleTest {

    @Test
    void theExampleWorks() {
        List<byte[]> entries = Oracle.entries(1000);
        Map<TilePath, byte[]> store = new HashMap<>();

        NoteSigner key = NoteSigner.ed25519("acme.example/flights/0", Ed25519Keys.generate());
        TileWriter log = TileWriter.empty(store::put);
        for (byte[] entry : entries) {
            log.append(entry, 0, entry.length);
        }
        log.writePartials();
        SignedNote note = NoteSigner.sign(new Checkpoint(key.verifier().name(), log.head()).text(), key);

        CheckpointCheck check = Checkpoint.open(note.format(), "acme.example/flights/0", List.of(key.verifier()));
        TreeHead head = ((CheckpointCheck.Opened) check).checkpoint().head();
        TileReader reader = new TileReader(path -> Optional.ofNullable(store.get(path)), head);
        ProofCheck proven = reader.inclusionProof(7).verify(TreeHasher.sha256().leaf(entries.get(7)), head);

        assertThat(proven).isEqualTo(new ProofCheck.Holds());
    }
}
