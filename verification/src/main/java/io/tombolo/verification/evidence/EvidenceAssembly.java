package io.tombolo.verification.evidence;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts evidence together from a record as Kafka hands it out, the log's tiles, and anchors. */
public final class EvidenceAssembly {
    private EvidenceAssembly() {}

    /**
     * A ledger's anchor of one head of the log, with its receipt.
     *
     * @param head at least as large as the evidence's checkpoint
     */
    public record AnchoredHead(String ledger, TreeHead head, Bytes receipt) {}

    /**
     * Evidence about the record at leaf {@code index}. A record that is not what the log holds gives evidence all the same: its
     * verdict is then ALTERED.
     *
     * @param key the key's bytes as in Kafka, frame included
     * @param headers the record's, for its salt and for frames that do not stand before their parts
     * @param canonicalSchemas the registry's schemas in canonical form, by bytes that begin with a frame; null for an unknown one
     * @param entry the log's 50 bytes at {@code index}
     * @param checkpoint the owner's signed note, of a size above {@code index}; best the one that was anchored
     * @param tiles the log's tiles, of the largest head named here
     * @throws io.tombolo.merkle.tile.TileException when the tiles do not lead to the heads
     */
    public static Evidence assemble(
            byte @Nullable [] key,
            byte @Nullable [] value,
            LastHeaders headers,
            Function<byte[], @Nullable String> canonicalSchemas,
            byte[] entry,
            long index,
            String checkpoint,
            List<AnchoredHead> anchors,
            TileSource tiles,
            TrustPolicy claims) {
        Checkpoint head = Checkpoint.parse(SignedNote.parse(checkpoint).text());
        InclusionProof inclusion = new TileReader(tiles, head.head()).inclusionProof(index);
        List<EvidenceAnchor> withGrowth = new ArrayList<>();
        for (AnchoredHead anchor : anchors) {
            ConsistencyProof growth = anchor.head().size() == head.size()
                    ? new ConsistencyProof(List.of())
                    : new TileReader(tiles, anchor.head()).consistencyProof(head.size());
            withGrowth.add(new EvidenceAnchor(anchor.ledger(), growth, anchor.receipt()));
        }
        List<String> ledgers = anchors.stream().map(AnchoredHead::ledger).toList();
        return new Evidence(
                head.origin(),
                record(key, value, headers, canonicalSchemas, Entry.decode(entry)),
                Bytes.of(entry),
                inclusion,
                checkpoint,
                withGrowth,
                about(claims, head.origin(), ledgers));
    }

    /** Only what concerns one log: its organisation's keys, and the ledgers that anchored it or that a group counts. */
    private static TrustPolicy about(TrustPolicy claims, String origin, List<String> ledgers) {
        boolean grouped = claims.crossAnchoring() instanceof CrossAnchoring.Group;
        List<AnchorTrust> concerned = claims.ledgers().stream()
                .filter(ledger -> grouped || ledgers.contains(ledger.name()))
                .toList();
        Map<String, Instant> retired = new HashMap<>();
        concerned.forEach(ledger -> claims.retiredAt(ledger.name()).ifPresent(at -> retired.put(ledger.name(), at)));
        return new TrustPolicy(
                claims.trust(),
                claims.keysFor(origin),
                concerned,
                claims.crossAnchoring(),
                claims.oldestAnchor(),
                retired);
    }

    /**
     * Joins evidence about single records of one log. The checkpoint and the anchors are those of the last record, which cover all.
     *
     * @param tiles the log's tiles, of that checkpoint's size or more
     * @throws IllegalArgumentException when there is none, or of several logs
     * @throws io.tombolo.merkle.tile.TileException when the tiles do not lead to the checkpoint
     */
    public static EvidenceSet join(List<Evidence> evidence, TileSource tiles) {
        List<Evidence> sorted = evidence.stream()
                .sorted(Comparator.comparingLong(one -> one.inclusion().index()))
                .toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("evidence: 0 files, at least 1");
        }
        Evidence last = sorted.get(sorted.size() - 1);
        for (Evidence one : sorted) {
            if (!one.origin().equals(last.origin())) {
                throw new IllegalArgumentException("evidence of " + one.origin() + " and of " + last.origin());
            }
        }
        Checkpoint head = Checkpoint.parse(SignedNote.parse(last.checkpoint()).text());
        List<Long> indices = sorted.stream().map(one -> one.inclusion().index()).toList();
        return new EvidenceSet(
                last.origin(),
                sorted.stream()
                        .map(one -> new EvidenceEvent(one.inclusion().index(), one.entry(), one.record()))
                        .toList(),
                new TileReader(tiles, head.head()).multiProof(indices),
                last.checkpoint(),
                last.anchors(),
                last.claims());
    }

    /** The record in the formats that give the entry's commitment; if none does, as framed as it looks. */
    private static EvidenceRecord record(
            byte @Nullable [] key,
            byte @Nullable [] value,
            LastHeaders headers,
            Function<byte[], @Nullable String> schemas,
            Entry entry) {
        byte[] salt = headers.value(Topics.SALT_HEADER);
        Optional<Bytes> saltBytes =
                salt == null || salt.length != Topics.SALT_LENGTH ? Optional.empty() : Optional.of(Bytes.of(salt));
        Optional<Long> timestamp =
                entry.timestamp() == Entry.NO_TIMESTAMP ? Optional.empty() : Optional.of(entry.timestamp());
        List<Optional<RecordPart>> keys = readings(key, headers.value(Frame.KEY_HEADER), schemas, entry.form());
        List<Optional<RecordPart>> values = readings(value, headers.value(Frame.VALUE_HEADER), schemas, entry.form());
        for (Optional<RecordPart> k : keys) {
            for (Optional<RecordPart> v : values) {
                EvidenceRecord record = new EvidenceRecord(entry.offset(), timestamp, k, v, saltBytes);
                if (record.commitment(entry.form()).equals(entry.commitment())) {
                    return record;
                }
            }
        }
        return new EvidenceRecord(entry.offset(), timestamp, keys.get(0), values.get(0), saltBytes);
    }

    private static List<Optional<RecordPart>> readings(
            byte @Nullable [] part, byte @Nullable [] header, Function<byte[], @Nullable String> schemas, byte form) {
        if (part == null) {
            return List.of(Optional.empty());
        }
        Optional<RecordPart> raw = Optional.of(new RecordPart(Optional.empty(), Bytes.of(part)));
        boolean framed = header == null ? Frame.length(part) > 0 : Frame.isFrame(header);
        String schema =
                form == Commitment.AS_REGISTERED && framed ? schemas.apply(header == null ? part : header) : null;
        if (schema == null) {
            return List.of(raw);
        }
        Bytes body = Bytes.of(Arrays.copyOfRange(part, header == null ? Frame.length(part) : 0, part.length));
        return List.of(Optional.of(new RecordPart(Optional.of(schema), body)), raw);
    }
}
