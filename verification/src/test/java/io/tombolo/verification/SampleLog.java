package io.tombolo.verification;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** A small log of framed Avro records, its key, and evidence about any of them. */
final class SampleLog {
    static final String ORIGIN = "acme.example/flights/0";
    static final String LEDGER = "plain:test";
    static final Instant ANCHORED_AT = Instant.parse("2026-01-31T12:00:00Z");
    static final String KEY_SCHEMA = CanonicalSchema.of("\"string\"").json();
    static final String VALUE_SCHEMA = CanonicalSchema.of(
                    "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"delay\",\"type\":\"int\"}]}")
            .json();

    final List<byte[]> keys = new ArrayList<>();
    final List<byte[]> values = new ArrayList<>();
    final List<byte[]> salts = new ArrayList<>();
    final List<byte[]> entries = new ArrayList<>();
    final NoteSigner signer;
    final KeyPair pair;
    private final String valueSchema;

    SampleLog(int size) {
        this(size, newKey());
    }

    SampleLog(int size, KeyPair pair) {
        this(size, pair, VALUE_SCHEMA, i -> new byte[] {(byte) (i % 60 * 2)});
    }

    /** @param bodies the values of one schema, by leaf, without frames */
    SampleLog(int size, KeyPair pair, String valueSchema, IntFunction<byte[]> bodies) {
        this.pair = pair;
        this.valueSchema = valueSchema;
        signer = NoteSigner.ed25519(ORIGIN, pair);
        Committer committer = new Committer(
                id -> CanonicalSchema.of(id == 1 ? KEY_SCHEMA : valueSchema).hash(), PartFormat.AVRO, PartFormat.AVRO);
        for (int i = 0; i < size; i++) {
            keys.add(new byte[] {0, 0, 0, 0, 1, 4, (byte) ('a' + i % 26), 'x'});
            byte[] body = bodies.apply(i);
            values.add(ByteBuffer.allocate(5 + body.length)
                    .putInt(1, 2)
                    .put(5, body)
                    .array());
            salts.add(salt(i));
            Commitment commitment = committer.commit(keys.get(i), values.get(i), salts.get(i));
            entries.add(Entry.of(commitment, 2L * i, 1_700_000_000_000L + i).encode());
        }
    }

    static byte[] salt(int index) {
        byte[] salt = new byte[16];
        salt[15] = (byte) index;
        return salt;
    }

    static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    TreeHead head(int size) {
        CompactRange tree = CompactRange.empty();
        entries.subList(0, size).forEach(tree::append);
        return tree.head();
    }

    String note(int size) {
        return NoteSigner.sign(new Checkpoint(ORIGIN, head(size)).text(), signer)
                .format();
    }

    SignedNote sign(Checkpoint checkpoint) {
        return NoteSigner.sign(checkpoint.text(), signer);
    }

    TileSource tiles() {
        return path -> {
            if (path.kind() == TilePath.Kind.ENTRIES) {
                int from = (int) path.index() * 256;
                return Optional.of(EntryBundle.of(entries.subList(from, from + path.width()))
                        .bytes());
            }
            ByteArrayOutputStream tile = new ByteArrayOutputStream();
            long span = 1L << (8 * path.level());
            for (long i = 0; i < path.width(); i++) {
                long from = (path.index() * 256 + i) * span;
                CompactRange subtree = CompactRange.emptyAt(from);
                for (long leaf = from; leaf < from + span; leaf++) {
                    subtree.append(entries.get((int) leaf));
                }
                tile.writeBytes(subtree.hashes().get(0).toBytes());
            }
            return Optional.of(tile.toByteArray());
        };
    }

    LedgerTrust ledger() {
        TreeMap<String, List<java.security.cert.X509Certificate>> members = new TreeMap<>();
        members.put("AMSP", List.of());
        members.put("BMSP", List.of());
        return new LedgerTrust(LEDGER, "test", "anchors", members, 2);
    }

    TrustPolicy policy() {
        return TrustPolicy.of(List.of(LogKey.ofVkey(signer.verifier().vkey())), List.of(ledger()));
    }

    /** Evidence about leaf {@code index} at size {@code sealed}, anchored at size {@code anchored}, 0 for not at all. */
    Evidence evidence(int index, int sealed, int anchored) {
        TreeHead anchoredHead = head(Math.max(1, anchored));
        List<EvidenceAssembly.AnchoredHead> anchors = anchored == 0
                ? List.of()
                : List.of(new EvidenceAssembly.AnchoredHead(
                        LEDGER, anchoredHead, Bytes.of(PlainReceipts.receipt(ORIGIN, anchoredHead, ANCHORED_AT))));
        return EvidenceAssembly.assemble(
                keys.get(index),
                values.get(index),
                name -> name.equals(Topics.SALT_HEADER) ? salts.get(index) : null,
                framed -> Frame.id(framed) == 1 ? KEY_SCHEMA : Frame.id(framed) == 2 ? valueSchema : null,
                entries.get(index),
                index,
                note(sealed),
                anchors,
                tiles(),
                policy());
    }
}
