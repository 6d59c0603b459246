package io.tombolo.anchoring.lane;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.ledger.DatasetRegistrar;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.ledger.LogKeyRotation;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.CheckpointCheck;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.schemas.DatasetId;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a log key that replaced another one here onto the ledger, and what was sealed before under it. Blocks while it asks the
 * ledger. For one thread at a time.
 */
final class KeyAnnouncement {
    private static final Logger LOG = LoggerFactory.getLogger(KeyAnnouncement.class);

    private final DatasetRegistrar ledger;
    private final LogKeys keys;
    private final Clock clock;

    KeyAnnouncement(DatasetRegistrar ledger, LogKeys keys, Clock clock) {
        this.ledger = ledger;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Has the ledger take the organisation's present key for a dataset, if the newest one there was retired here. A key that is
     * neither is somebody else's doing, and the ledger's refusal of what comes next says so.
     *
     * @return whether there was a transaction that made the present key the newest
     */
    boolean bring(DatasetId dataset) {
        String present = keys.publicKey(dataset.organisation());
        List<LogKeyRange> known = ledger.logKeys(dataset.organisation(), dataset.name());
        if (known.isEmpty()) {
            return false;
        }
        String newest = known.get(known.size() - 1).logKey();
        if (newest.equals(present)
                || keys.retired(dataset.organisation()).stream()
                        .noneMatch(former -> former.publicKey().equals(newest))) {
            return false;
        }
        RegistrationOutcome outcome =
                ledger.rotateKey(new LogKeyRotation(dataset.organisation(), dataset.name(), present, clock.instant()));
        if (outcome instanceof RegistrationOutcome.Refused refused) {
            LOG.atError()
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("code", refused.why().code())
                    .addKeyValue("detail", refused.why().detail())
                    .log("the ledger refuses a dataset's new log key");
            return false;
        }
        LOG.atInfo()
                .addKeyValue("ledger", ledger.name())
                .addKeyValue("dataset", dataset)
                .log("the ledger has the dataset's new log key");
        return true;
    }

    /**
     * The same head under the present key, where a retired one had signed it: the ledger takes no new head from that one. A note by
     * any other key stays as it is, so that nothing is signed here that the organisation had not signed before.
     */
    HeadToAnchor signed(String organisation, HeadToAnchor head) {
        List<NoteVerifier> retired = keys.retired(organisation).stream()
                .map(former ->
                        NoteVerifier.ed25519(head.origin(), Base64.getDecoder().decode(former.publicKey())))
                .toList();
        if (retired.isEmpty()
                || !(Checkpoint.open(head.signedNote(), head.origin(), retired)
                        instanceof CheckpointCheck.Opened opened)
                || !opened.checkpoint().head().equals(new TreeHead(head.size(), head.root()))) {
            return head;
        }
        NoteSigner signer = NoteSigner.ed25519(head.origin(), keys.of(organisation));
        String note = NoteSigner.sign(opened.checkpoint().text(), signer).format();
        return new HeadToAnchor(
                head.origin(), head.size(), head.root(), head.previousSize(), head.consistencyProof(), note);
    }
}
