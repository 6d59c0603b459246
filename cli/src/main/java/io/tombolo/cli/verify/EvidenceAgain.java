package io.tombolo.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.tile.TileException;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes evidence again that was made before: its records and its inclusion proof stay, and receipts of further ledgers are added. A ledger
 * that holds another root of the checkpoint's size is added too: then the file convicts the owner of two histories.
 */
final class EvidenceAgain {
    private final Server server;
    private final ProvenanceClient client;
    private final @Nullable String only;

    /** @param only the one ledger whose receipt is wanted, under the checkpoint as that ledger holds it; null for all of them */
    EvidenceAgain(Server server, @Nullable String only) {
        this.server = server;
        this.client = server.readSide();
        this.only = only;
    }

    /** The part of a file that follows its records, and is made again. */
    private record Head(String origin, String checkpoint, List<EvidenceAnchor> anchors, TrustPolicy claims) {}

    private record Found(TreeHead tree, String note, EvidenceAnchor anchor) {}

    /**
     * The new file.
     *
     * @throws CommandException if the server has no receipt to add, or its log does not extend the file's checkpoint
     */
    byte[] of(byte[] file) {
        try {
            if (EvidenceSetFile.isOne(file)) {
                EvidenceSet old = EvidenceSetFile.read(file);
                Head head = again(new Head(old.origin(), old.checkpoint(), old.anchors(), old.claims()));
                return EvidenceSetFile.write(new EvidenceSet(
                        old.origin(), old.events(), old.proof(), head.checkpoint(), head.anchors(), head.claims()));
            }
            Evidence old = EvidenceFile.read(file);
            Head head = again(new Head(old.origin(), old.checkpoint(), old.anchors(), old.claims()));
            return EvidenceFile.write(new Evidence(
                    old.origin(),
                    old.record(),
                    old.entry(),
                    old.inclusion(),
                    head.checkpoint(),
                    head.anchors(),
                    head.claims()));
        } catch (MalformedException e) {
            throw new CommandException("not evidence: " + e.getMessage(), e);
        }
    }

    private Head again(Head old) {
        TreeHead head =
                Checkpoint.parse(SignedNote.parse(old.checkpoint()).text()).head();
        Map<String, EvidenceAnchor> anchors = new TreeMap<>();
        if (only == null) {
            old.anchors().forEach(anchor -> anchors.put(anchor.ledger(), anchor));
        }
        String checkpoint = old.checkpoint();
        int before = anchors.size();
        for (JsonNode place : list("/log/" + old.origin() + "/ledgers")) {
            String ledger = place.path("ledger").asText();
            if (only == null ? anchors.containsKey(ledger) : !only.equals(ledger)) {
                continue;
            }
            Optional<Found> found = find(old.origin(), ledger, head);
            if (found.isPresent()) {
                anchors.put(ledger, found.get().anchor());
                // A head that was signed again by a newer key has that key's note there.
                checkpoint = only != null && found.get().tree().equals(head)
                        ? found.get().note()
                        : checkpoint;
            }
        }
        if (anchors.size() == before) {
            throw new CommandException(
                    server.url() + " has no receipt " + (only == null ? "of a further ledger" : "of " + only) + " for "
                            + old.origin() + " from size " + head.size() + " on");
        }
        return new Head(old.origin(), checkpoint, List.copyOf(anchors.values()), claims(old, anchors.keySet()));
    }

    /** The smallest anchor from that head on, with the proof that it extends it. */
    private Optional<Found> find(String origin, String ledger, TreeHead head) {
        JsonNode page =
                list("/log/" + origin + "/anchors", "ledger", ledger, "from", Long.toString(head.size()), "limit", "1");
        JsonNode anchor = page.path(0);
        if (!anchor.path("receipt").isTextual()) {
            return Optional.empty();
        }
        try {
            TreeHead tree = new TreeHead(
                    anchor.path("size").asLong(),
                    Hash.parseBase64(anchor.path("root").asText()));
            ConsistencyProof growth = tree.size() == head.size()
                    ? new ConsistencyProof(List.of())
                    : new TileReader(client.tiles(origin), tree).consistencyProof(head.size());
            if (tree.size() > head.size() && !growth.verify(head, tree).holds()) {
                throw new CommandException(
                        origin + ": what " + server.url() + " serves does not extend the file's checkpoint of size "
                                + head.size() + " with root " + head.root() + ": two histories");
            }
            Bytes receipt =
                    Bytes.of(Base64.getDecoder().decode(anchor.path("receipt").asText()));
            return Optional.of(
                    new Found(tree, anchor.path("note").asText(), new EvidenceAnchor(ledger, growth, receipt)));
        } catch (TileException | MalformedException | IllegalArgumentException e) {
            throw new CommandException(server.url() + " did not answer with anchors: " + e.getMessage(), e);
        }
    }

    /** What the file says of keys and ledgers, and what the server says of those that are new. */
    private TrustPolicy claims(Head old, Set<String> ledgers) {
        TrustPolicy said = client.policy();
        Set<LogKey> keys = new LinkedHashSet<>(old.claims().logKeys());
        keys.addAll(said.keysFor(old.origin()));
        List<AnchorTrust> trusted = new ArrayList<>(old.claims().ledgers());
        Map<String, Instant> retired = new HashMap<>(old.claims().retired());
        for (AnchorTrust ledger : said.ledgers()) {
            if (ledgers.contains(ledger.name())
                    && old.claims().ledger(ledger.name()).isEmpty()) {
                trusted.add(ledger);
                said.retiredAt(ledger.name()).ifPresent(at -> retired.put(ledger.name(), at));
            }
        }
        try {
            return new TrustPolicy(
                    old.claims().trust(),
                    List.copyOf(keys),
                    trusted,
                    old.claims().crossAnchoring(),
                    old.claims().oldestAnchor(),
                    retired);
        } catch (IllegalArgumentException e) {
            throw new CommandException("the file's trust and the server's do not go together: " + e.getMessage(), e);
        }
    }

    private JsonNode list(String path, String... query) {
        try {
            return Json.MAPPER.readTree(server.getBytes(path, query));
        } catch (IOException e) {
            throw new CommandException(server.url() + path + " did not answer with JSON: " + e.getMessage(), e);
        }
    }
}
