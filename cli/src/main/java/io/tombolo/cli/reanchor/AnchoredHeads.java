package io.tombolo.cli.reanchor;

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
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What the read side holds of logs: heads that ledgers hold, and the tree that leads from one to the next. */
final class AnchoredHeads {
    private static final int PAGE = 1_000;

    /** A head as its owner signed it and a ledger holds it. */
    record Head(TreeHead tree, String note) {}

    /** How many anchors of a log a ledger has, and the size of the newest, as the read side knows it. */
    record Place(long anchors, long newestSize) {}

    private final Server server;
    private final ProvenanceClient client;

    AnchoredHeads(Server server) {
        this.server = server;
        this.client = server.readSide();
    }

    /** The ledgers that a log is anchored on, by name. */
    Map<String, Place> ledgers(String origin) {
        Map<String, Place> ledgers = new TreeMap<>();
        for (JsonNode one : list("/log/" + origin + "/ledgers")) {
            ledgers.put(
                    one.path("ledger").asText(),
                    new Place(
                            one.path("anchors").asLong(),
                            one.path("newest_size").asLong()));
        }
        return ledgers;
    }

    /**
     * The next heads of a log in the order of their sizes, each once, on whichever of these ledgers it is; none when there are no more.
     *
     * @param fromSize the smallest size, inclusive
     */
    SortedMap<Long, Head> next(String origin, Collection<String> ledgers, long fromSize) {
        SortedMap<Long, Head> heads = new TreeMap<>();
        long whole = Long.MAX_VALUE;
        for (String ledger : ledgers) {
            JsonNode page = list(
                    "/log/" + origin + "/anchors",
                    "ledger",
                    ledger,
                    "from",
                    Long.toString(fromSize),
                    "limit",
                    Integer.toString(PAGE));
            for (JsonNode anchor : page) {
                Head head = head(anchor);
                heads.putIfAbsent(head.tree().size(), head);
            }
            if (page.size() == PAGE) {
                // Behind a full page there may be smaller heads of this ledger than the others' that were read.
                whole = Math.min(whole, page.get(PAGE - 1).path("size").asLong());
            }
        }
        return whole == Long.MAX_VALUE ? heads : new TreeMap<>(heads.headMap(whole + 1));
    }

    private Head head(JsonNode anchor) {
        try {
            return new Head(
                    new TreeHead(
                            anchor.path("size").asLong(),
                            Hash.parseBase64(anchor.path("root").asText())),
                    anchor.path("note").asText());
        } catch (MalformedException | IllegalArgumentException e) {
            throw new CommandException(server.url() + " did not answer with anchors: " + e.getMessage(), e);
        }
    }

    /** The newest head that is sealed; empty before the first. */
    Optional<TreeHead> newest(String origin) {
        return client.checkpoint(origin)
                .map(note -> Checkpoint.parse(SignedNote.parse(note).text()).head());
    }

    /** What the log's head was when it had so many leaves. */
    TreeHead before(String origin, TreeHead head, long size) {
        return ofTree(origin, head, tree -> tree.headAt(size));
    }

    /** That a head extends the one of a smaller size. */
    ConsistencyProof growth(String origin, TreeHead head, long fromSize) {
        return ofTree(origin, head, tree -> tree.consistencyProof(fromSize));
    }

    private <T> T ofTree(String origin, TreeHead head, Function<TileReader, T> question) {
        try {
            return question.apply(new TileReader(client.tiles(origin), head));
        } catch (TileException e) {
            throw new CommandException(
                    server.url() + ": the tiles of " + origin + " do not lead to size " + head.size() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private JsonNode list(String path, String... query) {
        try {
            JsonNode list = Json.MAPPER.readTree(server.getBytes(path, query));
            if (list.isArray()) {
                return list;
            }
        } catch (IOException e) {
            throw new CommandException(server.url() + path + " did not answer with JSON: " + e.getMessage(), e);
        }
        throw new CommandException(server.url() + path + " did not answer with a list");
    }
}
