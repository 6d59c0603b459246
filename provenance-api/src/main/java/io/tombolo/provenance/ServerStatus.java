package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of {@code /api/v1/status}: how far the read side is, log by log, and everything that it refused to trust. */
record ServerStatus(
        @JsonProperty("phase") String phase,
        @JsonProperty("message") String message,
        @JsonProperty("waiting") int waiting,
        @JsonProperty("unreadable") long unreadable,
        @JsonProperty("cursor") Map<String, Long> cursor,
        @JsonProperty("faults") long faults,
        @JsonProperty("logs") List<Log> logs) {

    /**
     * @param entries held, sealed or not
     * @param size leaves below the newest checkpoint whose root was recomputed here
     * @param anchored leaves below the newest anchor
     */
    record Log(
            @JsonProperty("origin") String origin,
            @JsonProperty("entries") long entries,
            @JsonProperty("size") long size,
            @JsonProperty("root") @Nullable String root,
            @JsonProperty("sealed_at") @Nullable String sealedAt,
            @JsonProperty("checkpoints") long checkpoints,
            @JsonProperty("anchored") long anchored,
            @JsonProperty("anchors") Map<String, Long> anchors,
            @JsonProperty("faults") List<Fault> faults) {}

    /** @param anchor the one that was refused, absent for every other fault */
    record Fault(
            @JsonProperty("kind") LogView.Fault.Kind kind,
            @JsonProperty("size") long size,
            @JsonProperty("message") String message,
            @JsonProperty("note") String note,
            @JsonProperty("at") long at,

            @JsonProperty("anchor") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AnchorLine anchor) {

        static Fault of(String origin, LogView.Fault fault) {
            HeldAnchor anchor = fault.anchor();
            return new Fault(
                    fault.kind(),
                    fault.size(),
                    fault.message(),
                    fault.note(),
                    fault.at(),
                    anchor == null ? null : AnchorLine.of(origin, anchor));
        }
    }

    static ServerStatus of(FollowerState follower, LogStore store) {
        List<Log> logs = store.logs().stream().map(ServerStatus::log).toList();
        return new ServerStatus(
                follower.phase().name(),
                follower.message(),
                follower.waiting(),
                follower.unreadable(),
                follower.cursor(),
                logs.stream().mapToLong(log -> log.faults().size()).sum(),
                logs);
    }

    private static Log log(StoredLog stored) {
        LogView view = stored.view();
        HeldCheckpoint head = view.checkpoint();
        Map<String, Long> anchors = new TreeMap<>();
        view.anchors().forEach((ledger, held) -> anchors.put(ledger, held.count()));
        return new Log(
                stored.origin().toString(),
                view.entries(),
                view.size(),
                head == null ? null : head.root().base64(),
                head == null ? null : Instant.ofEpochMilli(head.sealedAt()).toString(),
                view.checkpoints(),
                view.anchoredSize(),
                anchors,
                view.faults().stream()
                        .map(fault -> Fault.of(stored.origin().toString(), fault))
                        .toList());
    }
}
