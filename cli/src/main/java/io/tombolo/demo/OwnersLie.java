package io.tombolo.demo;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.Refusal;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.up.Node;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;

/** The owner of the flights tries to have a history anchored in which one event is another. */
final class OwnersLie {
    private static final long CHANGED = 4_000;

    private OwnersLie() {}

    static List<Outcome> attempt(Node node, PrintWriter out) {
        String organisation = SharedDataset.FLIGHTS.id().organisation();
        String origin = SharedDataset.FLIGHTS.id().origin(0);
        Ledger ledger = node.consortium().as(organisation);
        AnchorRecord anchored = ledger.latest(origin).orElseThrow();
        ProvenanceClient readSide =
                new ProvenanceClient(URI.create(node.endpoints().api()));
        TileReader log = new TileReader(readSide.tiles(origin), new TreeHead(anchored.size(), anchored.root()));
        NoteSigner owner = NoteSigner.ed25519(origin, node.keys().of(organisation));
        AnchorOutcome outcome = RewrittenHistory.attempt(log, anchored, CHANGED, owner, ledger);
        boolean refused =
                outcome instanceof AnchorOutcome.Refused no && no.why().code() == Refusal.Code.INCONSISTENT;
        String found =
                outcome instanceof AnchorOutcome.Refused no ? no.why().code().name() : "NOT REFUSED";
        Screen.say(
                out,
                "   %-58s %s by the ledger",
                "rewritten: leaf " + CHANGED + " by " + organisation + ", with its own key",
                found);
        if (outcome instanceof AnchorOutcome.Refused no) {
            Screen.say(out, "      %s", no.why().detail());
        }
        return List.of(new Outcome(
                "the owner rewrites its history, signs and anchors it",
                Refusal.Code.INCONSISTENT.name(),
                found + (refused ? " says the ledger" : ""),
                refused));
    }
}
