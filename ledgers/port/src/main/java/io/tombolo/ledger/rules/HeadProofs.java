package io.tombolo.ledger.rules;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.proof.ConsistencyProof;
import java.util.Base64;
import java.util.List;

/** The two checks that need the tree's algebra: that a head extends the anchored one, and whose signature it bears. */
final class HeadProofs {
    private HeadProofs() {}

    static boolean extendsHistory(Checkpoint anchored, HeadToAnchor head) {
        return new ConsistencyProof(head.consistencyProof())
                .verify(anchored.head(), head.treeHead())
                .holds();
    }

    static boolean isSignedBy(HeadToAnchor head, String logKey) {
        NoteVerifier verifier =
                NoteVerifier.ed25519(head.origin(), Base64.getDecoder().decode(logKey));
        return Checkpoint.open(head.signedNote(), head.origin(), List.of(verifier))
                .opened();
    }
}
