package io.tombolo.ledger.contract;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.contract.AnchorsContract.Stored;
import io.tombolo.ledger.contract.AnchorsContract.StoredFork;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Anchors as of the newest settled block: what counts is in storage, and the note's other parts in the event of the same block. */
final class Anchors {
    private static final int WORD = Abi.WORD;

    private final ContractChain chain;

    Anchors(ContractChain chain) {
        this.chain = chain;
    }

    Optional<AnchorRecord> read(String origin, long size) {
        return size < 1
                ? Optional.empty()
                : chain.settled()
                        .flatMap(view ->
                                AnchorsContract.stored(view.ask(AnchorsContract.read(origin, size)), chain.time()))
                        .map(stored -> anchor(origin, size, stored));
    }

    Optional<AnchorRecord> latest(String origin) {
        long newest = newest(origin);
        return newest == 0 ? Optional.empty() : read(origin, newest);
    }

    private long newest(String origin) {
        return chain.settled()
                .map(view -> view.ask(AnchorsContract.newest(origin)).number(0))
                .orElse(0L);
    }

    /** From the newest one back, for each anchor names the one before. */
    List<AnchorRecord> history(String origin, long fromSize, int limit) {
        List<Long> sizes = new ArrayList<>();
        long next = newest(origin);
        while (next != 0 && next >= fromSize) {
            byte[] call = AnchorsContract.sizesFrom(origin, next, AnchorsContract.MAX_PAGE);
            List<Long> page = chain.settled()
                    .map(view -> AnchorsContract.sizes(view.ask(call)))
                    .orElse(List.of());
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
                                chain.ledger() + ": size " + size + " of " + origin + " went away while it was read",
                                null)))
                .toList();
    }

    List<AnchoredNote> forks(String origin) {
        Optional<ContractChain.View> view = chain.settled();
        if (view.isEmpty()) {
            return List.of();
        }
        List<AnchoredNote> notes = new ArrayList<>();
        for (StoredFork fork : AnchorsContract.forks(view.get().ask(AnchorsContract.forks(origin)), chain.time())) {
            ContractEvent event = event(AnchorsContract.FORKED, origin, fork.size(), fork.root(), fork.block());
            notes.add(new AnchoredNote(event.transaction(), fork.time(), note(event)));
        }
        notes.sort(Comparator.comparingLong(note -> note.checkpoint().size()));
        return notes.stream().limit(AnchorsContract.MAX_PAGE).toList();
    }

    private AnchorRecord anchor(String origin, long size, Stored stored) {
        ContractEvent event = event(AnchorsContract.ANCHORED, origin, size, stored.root(), stored.block());
        return anchor(event, stored.time());
    }

    /** The anchor that an event is about. */
    AnchorRecord anchor(ContractEvent event, Instant time) {
        return new AnchorRecord(
                event.origin(),
                event.size(),
                event.reader().hash(0),
                chain.ledger(),
                event.transaction(),
                event.block(),
                time,
                note(event),
                null);
    }

    private static String note(ContractEvent event) {
        Abi.Reader data = event.reader();
        return NoteParts.note(
                event.origin(),
                event.size(),
                data.hash(0),
                data.text(2 * WORD),
                data.dynamic(3 * WORD),
                new String(data.dynamic(4 * WORD), StandardCharsets.UTF_8));
    }

    private ContractEvent event(String kind, String origin, long size, Hash root, long block) {
        return chain.events(kind, origin, size, block).stream()
                .filter(event -> event.reader().hash(0).equals(root))
                .findFirst()
                .orElseThrow(() -> new LedgerException.Unavailable(
                        chain.ledger() + ": the node has no event of size " + size + " of " + origin + " in block "
                                + block + ": it keeps no events of that age, or the chain changed meanwhile",
                        null));
    }
}
