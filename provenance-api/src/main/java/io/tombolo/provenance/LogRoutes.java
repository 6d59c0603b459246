package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.TlogProof;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.Origin;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /log/<origin>/…}: what C2SP tlog-tiles asks of a log, and beside it the verifier key, checkpoint history and anchors. */
final class LogRoutes {
    static final String PREFIX = "/log/";
    /** What each log answers, as {@code openapi.yaml} writes it; tiles have more in their paths. */
    static final List<String> TEMPLATES =
            List.of("checkpoint", "tile/{tile}", "vkey", "proof", "checkpoints", "anchors", "ledgers").stream()
                    .map("/log/{origin}/"::concat)
                    .toList();

    private static final int LIST_DEFAULT = 100;
    private static final int LIST_LIMIT = 1000;

    private final LogStore store;
    private final Function<Origin, List<NoteVerifier>> keys;
    /** By their text, only those of logs that are held: reading one takes as long as making a proof. */
    private final Map<String, Origin> origins = new ConcurrentHashMap<>();

    LogRoutes(LogStore store, Function<Origin, List<NoteVerifier>> keys) {
        this.store = store;
        this.keys = keys;
    }

    /** Proofs, tiles of hashes and the newest checkpoint: a few kilobytes of a file at most, none of them compressed. */
    boolean isQuick(String path) {
        boolean small = path.endsWith("/proof")
                || path.endsWith("/checkpoint")
                || (path.contains("/tile/") && !path.contains("/tile/entries/"));
        return small && (!store.hasArchive() || isHere(path));
    }

    /** An object store is not waited for by the thread that receives requests. */
    private boolean isHere(String path) {
        Optional<LogPath> parsed = LogPath.parse(path.substring(PREFIX.length()));
        Optional<StoredLog> log = parsed.flatMap(p -> log(p.origin()));
        if (log.isEmpty() || log.get().freed() == 0 || parsed.get().resource().equals("checkpoint")) {
            return true;
        }
        try {
            TilePath tile = TilePath.parse(parsed.get().resource());
            return log.get().isHere(tile.level(), tile.index());
        } catch (MalformedException aProof) {
            return false;
        }
    }

    ApiResponse answer(ApiRequest ask) {
        Optional<LogPath> path = LogPath.parse(ask.path().substring(PREFIX.length()));
        Optional<StoredLog> log = path.flatMap(p -> log(p.origin()));
        if (log.isEmpty()) {
            return notFound("no such log; /api/v1/datasets lists them");
        }
        String resource = path.get().resource();
        return switch (resource) {
            case "checkpoint" -> checkpoint(log.get());
            case "vkey" -> vkey(log.get().origin()).tagged();
            case "proof" -> proof(ask, log.get());
            case "checkpoints" -> list(ask, (from, limit) -> log.get().checkpointsFrom(from, limit));
            case "anchors" -> anchors(ask, log.get());
            case "ledgers" -> ApiResponse.json(ledgers(log.get())).tagged();
            default -> resource.startsWith("tile/") ? tile(log.get(), resource) : notFound("no such resource of a log");
        };
    }

    private Optional<StoredLog> log(String name) {
        Origin known = origins.get(name);
        if (known != null) {
            return store.log(known);
        }
        Optional<StoredLog> found = Origin.parse(name).flatMap(store::log);
        found.ifPresent(log -> origins.put(name, log.origin()));
        return found;
    }

    private static ApiResponse checkpoint(StoredLog log) {
        HeldCheckpoint newest = log.view().checkpoint();
        return newest == null
                ? notFound("nothing is sealed yet in " + log.origin())
                : ApiResponse.text(newest.note()).tagged();
    }

    /** {@code ?index=}: the leaf's C2SP tlog-proof file under the newest checkpoint. */
    private static ApiResponse proof(ApiRequest ask, StoredLog log) {
        OptionalLong index = ask.number("index");
        HeldCheckpoint newest = log.view().checkpoint();
        if (index.isEmpty()) {
            return ReadSideProblem.of(400, "bad_request", "index must be a leaf's index, from 0 on");
        }
        if (newest == null || index.getAsLong() >= newest.size()) {
            return notFound("%s has %d sealed leaves".formatted(log.origin(), newest == null ? 0 : newest.size()));
        }
        InclusionProof proof = log.inclusionProof(index.getAsLong(), newest.size());
        return ApiResponse.text(TlogProof.bytes(proof, newest.note().getBytes(StandardCharsets.UTF_8)))
                .tagged(newest.size() + "-" + newest.sealedAt());
    }

    /** One verifier key per line, the newest first. */
    private ApiResponse vkey(Origin origin) {
        List<NoteVerifier> known = keys.apply(origin);
        return known.isEmpty()
                ? notFound("the key of " + origin + " is not known here")
                : ApiResponse.text(known.stream().map(key -> key.vkey() + "\n").collect(Collectors.joining()));
    }

    private static ApiResponse tile(StoredLog log, String resource) {
        TilePath tile;
        try {
            tile = TilePath.parse(resource);
        } catch (MalformedException malformed) {
            return notFound(String.valueOf(malformed.getMessage()));
        }
        Optional<ApiResponse> answer = tile.kind() == TilePath.Kind.ENTRIES
                ? log.bundle(tile.index(), tile.width()).map(ApiResponse::bundle)
                : log.tileToSend(tile.level(), tile.index(), tile.width()).map(ApiResponse::tile);
        return answer.orElseGet(() -> notFound("%s is not in %s at size %d"
                .formatted(tile, log.origin(), log.view().size())));
    }

    private static ApiResponse anchors(ApiRequest ask, StoredLog log) {
        Optional<String> ledger = ask.text("ledger")
                .or(() -> log.view().anchors().keySet().stream().sorted().findFirst());
        return list(
                ask,
                (from, limit) ->
                        ledger.map(name -> log.anchorsFrom(name, from, limit)).orElse(List.of()));
    }

    /** Where the log is anchored, by name. */
    private static List<AnchoredLedger> ledgers(StoredLog log) {
        return log.view().anchors().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(held -> new AnchoredLedger(
                        held.getKey(),
                        held.getValue().count(),
                        held.getValue().newest().size()))
                .toList();
    }

    record AnchoredLedger(
            @JsonProperty("ledger") String ledger,
            @JsonProperty("anchors") long anchors,
            @JsonProperty("newest_size") long newestSize) {}

    private interface Lister {
        List<byte[]> list(long from, int limit);
    }

    /** {@code from} is the least tree size (0), {@code limit} the most lines (100, at most 1,000). */
    private static ApiResponse list(ApiRequest ask, Lister lister) {
        OptionalLong from = ask.query().containsKey("from") ? ask.number("from") : OptionalLong.of(0);
        OptionalInt limit = ask.query().containsKey("limit") ? ask.smallNumber("limit") : OptionalInt.of(LIST_DEFAULT);
        if (from.isEmpty() || limit.isEmpty() || limit.getAsInt() < 1 || limit.getAsInt() > LIST_LIMIT) {
            return ReadSideProblem.of(
                    400, "bad_request", "from must be a tree size from 0 on, limit a number from 1 to " + LIST_LIMIT);
        }
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        for (byte[] line : lister.list(from.getAsLong(), limit.getAsInt())) {
            if (array.size() > 1) {
                array.write(',');
            }
            array.writeBytes(line);
        }
        array.write(']');
        return ApiResponse.rawJson(200, array.toByteArray()).tagged();
    }

    static ApiResponse notFound(String message) {
        return ReadSideProblem.of(404, "not_found", message);
    }
}
