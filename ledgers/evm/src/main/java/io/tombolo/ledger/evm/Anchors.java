package io.tombolo.ledger.evm;

import static io.tombolo.ledger.evm.JsonRpc.hex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.evm.AnchorsContract.Stored;
import io.tombolo.ledger.evm.AnchorsContract.StoredFork;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Anchors as of the newest final block: what counts is in storage, and the note's other parts in the event of the same block. */
final class Anchors {
    private static final int WORD = 32;

    private final Chain chain;
    private final String ledger;

    Anchors(Chain chain, String ledger) {
        this.chain = chain;
        this.ledger = ledger;
    }

    Optional<AnchorRecord> read(String origin, long size) {
        if (size < 1 || chain.finalBlock() < 0) {
            return Optional.empty();
        }
        return AnchorsContract.stored(chain.ask(AnchorsContract.read(origin, size)))
                .map(stored -> anchor(origin, size, stored));
    }

    Optional<AnchorRecord> latest(String origin) {
        long newest = chain.finalBlock() < 0
                ? 0
                : chain.ask(AnchorsContract.newest(origin)).number(0);
        return newest == 0 ? Optional.empty() : read(origin, newest);
    }

    /** From the newest one back, for each anchor names the one before. */
    List<AnchorRecord> history(String origin, long fromSize, int limit) {
        List<Long> sizes = new ArrayList<>();
        long next = chain.finalBlock() < 0
                ? 0
                : chain.ask(AnchorsContract.newest(origin)).number(0);
        while (next != 0 && next >= fromSize) {
            List<Long> page =
                    AnchorsContract.sizes(chain.ask(AnchorsContract.sizesFrom(origin, next, AnchorsContract.MAX_PAGE)));
            if (!sizes.isEmpty()) {
                page = page.subList(Math.min(1, page.size()), page.size());
            }
            if (page.isEmpty()) {
                break;
            }
            sizes.addAll(page);
            next = page.get(page.size() - 1);
        }
        Collections.reverse(sizes);
        return sizes.stream()
                .filter(size -> size >= fromSize)
                .limit(Math.max(1, Math.min(limit, AnchorsContract.MAX_PAGE)))
                .map(size -> read(origin, size)
                        .orElseThrow(() -> new LedgerException.Unavailable(
                                ledger + ": size " + size + " of " + origin + " went away while it was read", null)))
                .toList();
    }

    List<AnchoredNote> forks(String origin) {
        if (chain.finalBlock() < 0) {
            return List.of();
        }
        List<AnchoredNote> notes = new ArrayList<>();
        for (StoredFork fork : AnchorsContract.forks(chain.ask(AnchorsContract.forks(origin)))) {
            JsonNode event = event(AnchorsContract.FORKED, origin, fork.size(), fork.root(), fork.block());
            notes.add(new AnchoredNote(
                    event.path("transactionHash").asText(), fork.time(), note(origin, fork.size(), event)));
        }
        notes.sort(java.util.Comparator.comparingLong(note -> note.checkpoint().size()));
        return notes.stream().limit(AnchorsContract.MAX_PAGE).toList();
    }

    private AnchorRecord anchor(String origin, long size, Stored stored) {
        JsonNode event = event(AnchorsContract.ANCHORED, origin, size, stored.root(), stored.block());
        return anchor(origin, size, event, stored.time());
    }

    /** The anchor that an event is about. */
    AnchorRecord anchor(String origin, long size, JsonNode event, Instant time) {
        Abi.Reader data = new Abi.Reader(JsonRpc.bytes(event.path("data")));
        return new AnchorRecord(
                origin,
                size,
                data.hash(0),
                ledger,
                event.path("transactionHash").asText(),
                JsonRpc.number(event.path("blockNumber")),
                time,
                note(origin, size, event),
                null);
    }

    private static String note(String origin, long size, JsonNode event) {
        Abi.Reader data = new Abi.Reader(JsonRpc.bytes(event.path("data")));
        return NoteParts.note(
                origin,
                size,
                data.hash(0),
                data.text(2 * WORD),
                data.dynamic(3 * WORD),
                new String(data.dynamic(4 * WORD), StandardCharsets.UTF_8));
    }

    private JsonNode event(String kind, String origin, long size, Hash root, long block) {
        ObjectNode filter = JsonRpc.object()
                .put("address", chain.contract())
                .put("fromBlock", hex(block))
                .put("toBlock", hex(block));
        filter.putArray("topics").add(kind).add(AnchorsContract.topicOf(origin)).add(AnchorsContract.topicOf(size));
        for (JsonNode event : chain.rpc().call("eth_getLogs", filter)) {
            if (new Abi.Reader(JsonRpc.bytes(event.path("data"))).hash(0).equals(root)) {
                return event;
            }
        }
        throw new LedgerException.Unavailable(
                ledger + ": the node has no event of size " + size + " of " + origin + " in block " + block
                        + ": it keeps no events of that age, or the chain changed meanwhile",
                null);
    }

    /** The time of a block. */
    Instant time(long block) {
        return Instant.ofEpochSecond(JsonRpc.number(chain.block(hex(block)).path("timestamp")));
    }
}
