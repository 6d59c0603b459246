package io.tombolo.anchoring.seal;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import java.util.HashMap;
import java.util.Map;

/** Signs checkpoints. The same head always gives the same note: Ed25519 is deterministic. For one thread at a time. */
public final class Sealer {
    private final LogKeys keys;
    private final Map<String, NoteSigner> signers = new HashMap<>();

    public Sealer(LogKeys keys) {
        this.keys = keys;
    }

    /** The signed note of one head. */
    public String note(String organisation, String origin, TreeHead head) {
        NoteSigner signer = signers.computeIfAbsent(origin, name -> NoteSigner.ed25519(name, keys.of(organisation)));
        return NoteSigner.sign(new Checkpoint(origin, head).text(), signer).format();
    }
}
