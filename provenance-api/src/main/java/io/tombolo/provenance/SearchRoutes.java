package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.registry.RegistryException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Finds events and heads by what people have in hand of them. */
final class SearchRoutes {
    private static final List<String> EVERYWHERE = List.of("hash", "transaction");
    private static final List<String> OF_ONE = List.of("offset", "key", "key_hash", "time", "hash", "transaction");

    private final LogStore store;
    private final SearchIndex index;
    private final KeySearch keys;
    private final EvidenceRoutes atOnce;

    SearchRoutes(LogStore store, SearchIndex index, KeySearch keys, EvidenceRoutes atOnce) {
        this.store = store;
        this.index = index;
        this.keys = keys;
        this.atOnce = atOnce;
    }

    RouteTable addTo(RouteTable table) {
        List<String> parameters = new ArrayList<>(OF_ONE);
        parameters.addAll(List.of("partition", "after", "limit"));
        return table.get(DatasetRoutes.ONE + "/search", parameters, ask -> atOnce.limited(() -> inDataset(ask)))
                .get("/api/v1/search", EVERYWHERE, ask -> atOnce.limited(() -> everywhere(ask)));
    }

    /** @param indexedTo what is behind it is not in the index yet; absent when all is */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            @JsonProperty("matched_by") String matchedBy,
            @JsonProperty("events") List<EventLine> events,
            @JsonProperty("heads") List<Head> heads,

            @JsonProperty("next") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String next,

            @JsonProperty("indexed_to") @Nullable Long indexedTo) {}

    /** A sealed head, or an anchor. */
    record Head(
            @JsonProperty("origin") String origin,
            @JsonProperty("size") long size,
            @JsonProperty("root") String root,
            @JsonProperty("ledger") @Nullable String ledger,
            @JsonProperty("transaction_id") @Nullable String transactionId,
            @JsonProperty("block") @Nullable Long block,
            @JsonProperty("at") String at) {}

    private ApiResponse inDataset(Ask ask) {
        String by = only(ask, OF_ONE);
        List<StoredLog> all = Logs.of(store, ask);
        OptionalLong partition = ask.number("partition", 0, Integer.MAX_VALUE);
        List<StoredLog> logs =
                partition.isPresent() ? List.of(Logs.newest(all, partition.getAsLong())) : Logs.newestOfEach(all);
        try {
            return ApiResponse.json(
                    switch (by) {
                        case "offset" -> offset(ask, logs);
                        case "time" -> time(ask, logs);
                        case "key", "key_hash" -> key(ask, logs);
                        case "hash" -> hash(ask, partition.isPresent() ? logs : all);
                        default -> transaction(ask, partition.isPresent() ? logs : all);
                    });
        } catch (KafkaException | RegistryException away) {
            return ReadSideProblem.of(503, "unreachable", String.valueOf(away.getMessage()));
        }
    }

    private ApiResponse everywhere(Ask ask) {
        String by = only(ask, EVERYWHERE);
        return ApiResponse.json(by.equals("hash") ? hash(ask, store.logs()) : transaction(ask, store.logs()));
    }

    private static String only(Ask ask, List<String> ways) {
        List<String> given =
                ways.stream().filter(way -> ask.text(way).isPresent()).toList();
        if (given.size() != 1) {
            throw Ask.bad("give exactly one of %s; given are %s"
                    .formatted(String.join(", ", ways), given.isEmpty() ? "none" : String.join(", ", given)));
        }
        return given.get(0);
    }

    private static Found offset(Ask ask, List<StoredLog> logs) {
        long offset = ask.number("offset", 0, Long.MAX_VALUE - 1).orElse(0);
        List<EventLine> events = new ArrayList<>();
        for (StoredLog log : logs) {
            long at = EventRoutes.ceiling(log, offset);
            if (at < log.view().entries() && EventLine.entry(log, at).offset() == offset) {
                events.add(EventLine.of(log, at));
            }
        }
        return found("offset", events, List.of());
    }

    private static Found time(Ask ask, List<StoredLog> logs) {
        long millis = ask.time("time").orElseThrow().toEpochMilli();
        List<EventLine> events = new ArrayList<>();
        for (StoredLog log : logs) {
            long at = EventLine.since(log, millis);
            if (at < log.view().entries()) {
                events.add(EventLine.of(log, at));
            }
        }
        return found("time", events, List.of());
    }

    /** A key is in one partition, unless its writers chose partitions in another way. */
    private Found key(Ask ask, List<StoredLog> logs) {
        keys.require();
        Hash hash = keys.hash(ask, logs);
        int limit = ask.limit(KeySearch.LINES, KeySearch.MOST);
        OptionalLong after = ask.after();
        List<EventLine> events = new ArrayList<>();
        Long next = null;
        for (StoredLog log : logs) {
            KeySearch.Page page = keys.page(log, hash, after.orElse(Long.MAX_VALUE), limit);
            events.addAll(page.events());
            next = page.next() == null ? next : page.next();
        }
        OptionalLong to = KeySearch.indexedTo(index, logs);
        return new Found(
                events.isEmpty() ? "nothing" : "key",
                events,
                List.of(),
                next == null ? null : next.toString(),
                to.isPresent() ? to.getAsLong() : null);
    }

    private Found hash(Ask ask, Collection<StoredLog> logs) {
        requireHashes();
        Hash hash = hash(ask);
        List<EventLine> events = new ArrayList<>();
        List<Head> heads = new ArrayList<>();
        String by = "nothing";
        for (StoredLog log : logs) {
            for (long leaf : index.leaves(log, hash, KeySearch.MOST)) {
                EventLine line = EventLine.of(log, leaf);
                boolean isLeaf = line.leafHash().equals(hash.base64());
                if (isLeaf || line.commitment().equals(hash.base64())) {
                    events.add(line);
                    by = isLeaf ? "leaf_hash" : "commitment";
                }
            }
            for (long place : index.roots(log, hash, KeySearch.MOST)) {
                HeldCheckpoint head = log.sealed().at(place);
                if (head.root().equals(hash)) {
                    heads.add(new Head(
                            log.origin().toString(),
                            head.size(),
                            head.root().base64(),
                            null,
                            null,
                            null,
                            Timeline.text(head.sealedAt())));
                    by = "root";
                }
            }
            if (events.size() + heads.size() >= KeySearch.MOST) {
                break;
            }
        }
        return with(by, events, heads, logs);
    }

    private Found transaction(Ask ask, Collection<StoredLog> logs) {
        requireHashes();
        String id = ask.text("transaction").orElse("");
        List<Head> heads = new ArrayList<>();
        for (StoredLog log : logs) {
            for (String ledger : log.view().anchors().keySet()) {
                log.anchored(ledger).ifPresent(held -> {
                    for (long place : index.anchors(log, ledger, id, KeySearch.MOST)) {
                        HeldAnchor anchor = held.at(place);
                        if (anchor.transactionId().equals(id)) {
                            heads.add(head(log, anchor));
                        }
                    }
                });
            }
            if (heads.size() >= KeySearch.MOST) {
                break;
            }
        }
        return with(heads.isEmpty() ? "nothing" : "transaction", List.of(), heads, logs);
    }

    private static Head head(StoredLog log, HeldAnchor anchor) {
        return new Head(
                log.origin().toString(),
                anchor.size(),
                anchor.root().base64(),
                anchor.ledger(),
                anchor.transactionId(),
                anchor.block(),
                Timeline.text(anchor.anchoredAt()));
    }

    private void requireHashes() {
        if (!index.hasHashes()) {
            throw Logs.refusal(
                    503, "hashes-not-indexed", "this read side has no index of hashes: index.hashes is false");
        }
    }

    private static Hash hash(Ask ask) {
        String text = ask.text("hash").orElse("");
        try {
            // A plus sign that was not escaped in the address is a space here.
            return text.length() == 64
                    ? Hash.parseHex(text)
                    : Hash.of(Base64.getDecoder()
                            .decode(text.replace('-', '+').replace('_', '/').replace(' ', '+')));
        } catch (IllegalArgumentException | MalformedException other) {
            throw ask.wrong("hash", "must be 32 bytes, as 64 hexadecimal digits or in Base64");
        }
    }

    private static Found found(String by, List<EventLine> events, List<Head> heads) {
        return new Found(events.isEmpty() && heads.isEmpty() ? "nothing" : by, events, heads, null, null);
    }

    private Found with(String by, List<EventLine> events, List<Head> heads, Collection<StoredLog> logs) {
        LongStream behind = logs.stream()
                .filter(log -> index.leavesTo(log) < log.view().size())
                .mapToLong(index::leavesTo);
        OptionalLong to = behind.min();
        return new Found(by, events, heads, null, to.isPresent() ? to.getAsLong() : null);
    }
}
