package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.Hash;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Entries of logs: by pages, one by one, and all of a key. */
final class EventRoutes {
    private static final String EVENTS = DatasetRoutes.ONE + "/events";
    private static final String ONE = EVENTS + "/{partition}/{offset}";

    private final LogStore store;
    private final SearchIndex index;
    private final KeySearch keys;
    private final EvidenceService service;
    private final EvidenceRoutes atOnce;

    EventRoutes(LogStore store, SearchIndex index, KeySearch keys, EvidenceService service, EvidenceRoutes atOnce) {
        this.store = store;
        this.index = index;
        this.keys = keys;
        this.service = service;
        this.atOnce = atOnce;
    }

    RouteTable addTo(RouteTable table) {
        return table.get(EVENTS, List.of("partition", "order", "from_offset", "after", "limit"), this::events)
                .get(ONE, List.of(), this::event)
                .get(ONE + "/versions", List.of("after", "limit"), ask -> atOnce.limited(() -> versions(ask)));
    }

    /** {@code after} is the offset of the page's last entry. */
    private ApiResponse events(Ask ask) {
        StoredLog log = Logs.partition(store, ask);
        long count = log.view().entries();
        boolean newest = ask.oneOf("order", "newest", "oldest").equals("newest");
        int limit = Paged.limit(ask);
        List<EventLine> lines = new ArrayList<>();
        long first = first(ask, log, newest, count);
        long step = newest ? -1 : 1;
        long at = first;
        while (at >= 0 && at < count && lines.size() < limit) {
            lines.add(EventLine.of(log, at));
            at += step;
        }
        boolean more = at >= 0 && at < count && !lines.isEmpty();
        Map<String, Object> body =
                Paged.of("events", lines, more ? lines.get(lines.size() - 1).offset() : null);
        body.put("total", count);
        return ApiResponse.json(body);
    }

    private static long first(Ask ask, StoredLog log, boolean newest, long count) {
        if (ask.after().isPresent()) {
            long behind = ceiling(log, ask.after().getAsLong() + (newest ? 0 : 1));
            return newest ? behind - 1 : behind;
        }
        if (ask.text("from_offset").isPresent()) {
            long offset = ask.number("from_offset", 0, Long.MAX_VALUE - 1).getAsLong();
            return newest ? ceiling(log, offset + 1) - 1 : ceiling(log, offset);
        }
        return newest ? count - 1 : 0;
    }

    /** The index of the first entry with this offset or a greater one. */
    static long ceiling(StoredLog log, long offset) {
        long low = 0;
        long high = log.view().entries();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (EventLine.entry(log, middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    record Detail(
            @JsonUnwrapped EventLine event,
            @JsonProperty("size") long size,
            @JsonProperty("previous_offset") @Nullable Long previousOffset,
            @JsonProperty("next_offset") @Nullable Long nextOffset,
            @JsonProperty("batch") @Nullable BatchLine batch,
            @JsonProperty("anchors") List<AnchorLine> anchors) {}

    private record Place(StoredLog log, long index, long offset) {}

    private Place place(Ask ask) {
        StoredLog log = Logs.newest(Logs.of(store, ask), Logs.number(ask, "partition"));
        long offset = Logs.number(ask, "offset");
        long found = ceiling(log, offset);
        if (found == log.view().entries() || EventLine.entry(log, found).offset() != offset) {
            throw Logs.refusal(
                    404,
                    "unknown-offset",
                    "%s has no record at offset %d: Kafka itself uses up some offsets".formatted(log.origin(), offset));
        }
        return new Place(log, found, offset);
    }

    private ApiResponse event(Ask ask) {
        Place place = place(ask);
        StoredLog log = place.log();
        LogView view = log.view();
        long at = place.index();
        Long previous = at == 0 ? null : EventLine.entry(log, at - 1).offset();
        Long next =
                at + 1 >= view.entries() ? null : EventLine.entry(log, at + 1).offset();
        return ApiResponse.json(new Detail(
                EventLine.of(log, at),
                view.size(),
                previous,
                next,
                log.checkpointAt(at + 1).map(head -> BatchLine.of(log, head)).orElse(null),
                AnchorLine.covering(log, at + 1)));
    }

    private ApiResponse versions(Ask ask) {
        Place place = place(ask);
        keys.require();
        try {
            Optional<Hash> hash = service.keyHash(place.log(), place.offset());
            if (hash.isEmpty()) {
                return ReadSideProblem.of(
                        404,
                        "record_gone",
                        "%s does not hold the record at offset %d any more, or it has no key"
                                .formatted(place.log().origin(), place.offset()));
            }
            KeySearch.Page page = keys.page(place.log(), hash.get(), ask);
            Map<String, Object> body = Paged.of("versions", page.events(), page.next());
            body.put("key_hash", hash.get().hex());
            KeySearch.indexedTo(index, List.of(place.log())).ifPresent(to -> body.put("indexed_to", to));
            return ApiResponse.json(body);
        } catch (KafkaException away) {
            return ReadSideProblem.of(503, "unreachable", String.valueOf(away.getMessage()));
        }
    }
}
