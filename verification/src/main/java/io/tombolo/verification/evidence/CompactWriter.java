package io.tombolo.verification.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Writes what {@link CompactEvidence} reads. Each part has its shortest form if that leads back to it, and otherwise the whole one. */
final class CompactWriter {
    private final CborWriter out = new CborWriter();
    private final Evidence evidence;
    private final DerivedNotes notes;

    private CompactWriter(Evidence evidence) {
        this.evidence = evidence;
        this.notes = new DerivedNotes(evidence.origin(), evidence.claims());
    }

    static byte[] write(Evidence evidence) {
        return new CompactWriter(evidence).write();
    }

    private byte[] write() {
        out.raw(CompactEvidence.BEGINNING)
                .array(CompactEvidence.MEMBERS)
                .number(evidence.record().disclosed().isEmpty() ? CompactEvidence.VERSION : CompactEvidence.VERSION_2)
                .text(evidence.origin())
                .raw(record(evidence.record()));
        entry();
        out.number(evidence.inclusion().index());
        hashes(evidence.inclusion().path());
        Optional<DerivedNotes.Kept> sealed = notes.kept(evidence.checkpoint(), evidence.entry(), evidence.inclusion());
        if (sealed.isPresent()) {
            out.array(2)
                    .number(sealed.get().number())
                    .bytes(sealed.get().signature().toArray());
        } else {
            out.text(evidence.checkpoint());
        }
        out.array(evidence.anchors().size());
        evidence.anchors().forEach(this::anchor);
        claims(evidence.claims());
        return sealed(out.toBytes());
    }

    /** With its last member, the digest of all that precedes it. */
    static byte[] sealed(byte[] content) {
        byte[] digest = Hash.sha256().digest(content);
        return new CborWriter()
                .raw(content)
                .bytes(Arrays.copyOf(digest, CompactEvidence.DIGEST))
                .toBytes();
    }

    /** The record's part of a file. */
    static byte[] record(EvidenceRecord record) {
        boolean discloses = !record.disclosed().isEmpty();
        CborWriter out = new CborWriter().array(discloses ? 6 : 5).number(record.offset());
        record.timestamp().ifPresentOrElse(out::number, out::nothing);
        part(record.key(), out);
        part(record.value(), out);
        record.salt().ifPresentOrElse(salt -> out.bytes(salt.toArray()), out::nothing);
        if (discloses) {
            out.array(record.disclosed().size());
            record.disclosed()
                    .forEach(one ->
                            out.array(2).text(one.field()).bytes(one.key().toArray()));
        }
        return out.toBytes();
    }

    private static void part(Optional<RecordPart> part, CborWriter out) {
        if (part.isEmpty()) {
            out.nothing();
            return;
        }
        out.array(2)
                .textOrNull(part.get().schema().orElse(null))
                .bytes(part.get().bytes().toArray());
    }

    private void entry() {
        byte[] entry = evidence.entry().toArray();
        if (entry.length > 1 && follows(entry[1])) {
            out.number(entry[1]);
        } else {
            out.bytes(entry);
        }
    }

    private boolean follows(byte form) {
        try {
            return CompactEvidence.entry(evidence.record(), form).equals(evidence.entry());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void hashes(List<Hash> hashes) {
        byte[] all = new byte[hashes.size() * Hash.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(all, i * Hash.LENGTH);
        }
        out.bytes(all);
    }

    private void anchor(EvidenceAnchor anchor) {
        List<String> names =
                evidence.claims().ledgers().stream().map(AnchorTrust::name).toList();
        out.array(3);
        if (names.contains(anchor.ledger())) {
            out.number(names.indexOf(anchor.ledger()));
        } else {
            out.text(anchor.ledger());
        }
        Optional<DerivedNotes.Kept> cosigned = cosigned(anchor);
        if (cosigned.isPresent()) {
            out.number(cosigned.get().number()).bytes(cosigned.get().signature().toArray());
        } else {
            hashes(anchor.growth().path());
            out.bytes(anchor.receipt().toArray());
        }
    }

    private Optional<DerivedNotes.Kept> cosigned(EvidenceAnchor anchor) {
        String receipt = new String(anchor.receipt().toArray(), StandardCharsets.UTF_8);
        boolean isText = Bytes.of(receipt.getBytes(StandardCharsets.UTF_8)).equals(anchor.receipt());
        return isText && anchor.growth().path().isEmpty()
                ? notes.keptOfReceipt(receipt, anchor.ledger(), evidence.checkpoint())
                : Optional.empty();
    }

    private void claims(TrustPolicy claims) {
        ObjectNode json = PolicyFile.toJson(claims);
        out.array(claims.logKeys().size());
        claims.logKeys().forEach(this::logKey);
        out.array(claims.ledgers().size());
        for (int i = 0; i < claims.ledgers().size(); i++) {
            AnchorTrust ledger = claims.ledgers().get(i);
            if (ledger instanceof WitnessTrust witness && isPlain(witness, claims)) {
                out.array(2)
                        .text(witness.name().substring(WitnessTrust.PREFIX.length()))
                        .bytes(rawKey(witness));
            } else {
                out.json(json.get("ledgers").get(i));
            }
        }
        if (json.has("cross_anchored")) {
            out.json(json.get("cross_anchored"));
        } else {
            out.number(json.get("cross_anchored_ledgers").longValue());
        }
        out.textOrNull(claims.oldestAnchor().map(Instant::toString).orElse(null));
    }

    /** Without its type, which the kind of ledger says. */
    private static byte[] rawKey(WitnessTrust witness) {
        byte[] typed = Base64.getDecoder()
                .decode((String) witness.authorities().iterator().next());
        return Arrays.copyOfRange(typed, 1, typed.length);
    }

    private static boolean isPlain(WitnessTrust witness, TrustPolicy claims) {
        return witness.keys().size() == 1
                && witness.operator().isEmpty()
                && claims.retiredAt(witness.name()).isEmpty();
    }

    private void logKey(LogKey key) {
        byte[] typed = key.key().toArray();
        boolean isPlain = key.organisation().equals(LogKey.organisation(evidence.origin()))
                && key.from().isEmpty()
                && key.until().isEmpty()
                && typed[0] == 1;
        if (isPlain) {
            out.bytes(Arrays.copyOfRange(typed, 1, typed.length));
            return;
        }
        out.array(4).text(key.organisation()).bytes(typed);
        out.textOrNull(key.from().map(Instant::toString).orElse(null));
        out.textOrNull(key.until().map(Instant::toString).orElse(null));
    }
}
