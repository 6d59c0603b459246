package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.merkle.text.StrictText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One entry's inclusion proof with the checkpoint that it leads to, as a text file ({@code .tlog-proof}, C2SP tlog-proof v1).
 *
 * @param extra opaque data that nothing confirms, in standard base64, if any
 * @param proof the entry's index and path
 * @param checkpoint the log's signed note, with any cosignatures
 */
public record TlogProof(Optional<String> extra, InclusionProof proof, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    /** Of a hash. */
    private static final int BASE64_LENGTH = 44;

    public TlogProof {
        extra.ifPresent(base64 -> StrictText.base64(base64, "extra"));
        if (proof.index() < 0) {
            throw new IllegalArgumentException("leaf index " + proof.index() + ": below 0");
        }
    }

    public TlogProof(InclusionProof proof, SignedNote checkpoint) {
        this(Optional.empty(), proof, checkpoint);
    }

    /** The same file with extra data. */
    public TlogProof withExtra(byte[] bytes) {
        return new TlogProof(Optional.of(StrictText.base64(bytes)), proof, checkpoint);
    }

    /** The extra data, if any; nothing confirms it. */
    public Optional<byte[]> extraBytes() {
        return extra.map(base64 -> Base64.getDecoder().decode(base64));
    }

    /** Parses a file's text; the checkpoint in it is not trusted yet. */
    public static TlogProof parse(String text) {
        ProofLines lines = new ProofLines(text);
        if (!lines.after(HEADER).isEmpty()) {
            throw new MalformedException("proof: its first line must be " + HEADER);
        }
        Optional<String> extra = lines.nextIs("extra ") ? Optional.of(lines.after("extra ")) : Optional.empty();
        long index = StrictText.decimal(lines.after("index "), "index");
        List<Hash> path = lines.hashes();
        return new TlogProof(extra, new InclusionProof(index, path), SignedNote.parse(lines.rest()));
    }

    /** The file's text; parsing it gives this proof again. */
    public String format() {
        StringBuilder out = new StringBuilder();
        out.append(HEADER).append('\n');
        extra.ifPresent(base64 -> out.append("extra ").append(base64).append('\n'));
        out.append("index ").append(proof.index()).append('\n');
        proof.path().forEach(hash -> out.append(hash.base64()).append('\n'));
        return out.append('\n').append(checkpoint.format()).toString();
    }

    /**
     * The bytes of a file without extra data, for a server that makes many under one checkpoint: no text in between.
     *
     * @param note the checkpoint's {@linkplain SignedNote#format() text} in UTF-8, which must have been parsed before: it is not checked
     */
    public static byte[] bytes(InclusionProof proof, byte[] note) {
        byte[] head = (HEADER + "\nindex " + proof.index() + "\n").getBytes(StandardCharsets.US_ASCII);
        int line = BASE64_LENGTH + 1;
        byte[] file = Arrays.copyOf(head, head.length + proof.path().size() * line + 1 + note.length);
        byte[] hash = new byte[Hash.LENGTH];
        byte[] base64 = new byte[BASE64_LENGTH];
        int at = head.length;
        for (Hash sibling : proof.path()) {
            sibling.copyTo(hash, 0);
            Base64.getEncoder().encode(hash, base64);
            System.arraycopy(base64, 0, file, at, BASE64_LENGTH);
            file[at + BASE64_LENGTH] = '\n';
            at += line;
        }
        file[at] = '\n';
        System.arraycopy(note, 0, file, at + 1, note.length);
        return file;
    }

    /**
     * Verifies that the log {@code origin} holds the leaf, and that enough witnesses saw its checkpoint.
     *
     * @param witnesses verifiers of known witnesses' cosignatures; others are ignored
     * @param quorum how many different ones of them must have cosigned; 0 asks for none
     */
    public TlogProofCheck verify(
            Hash leafHash,
            String origin,
            Collection<? extends NoteVerifier> logKeys,
            Collection<? extends NoteVerifier> witnesses,
            int quorum) {
        CheckpointCheck opened = Checkpoint.open(checkpoint, origin, logKeys);
        if (!(opened instanceof CheckpointCheck.Opened log)) {
            return new TlogProofCheck.CheckpointRefused((CheckpointCheck.Refused) opened);
        }
        NoteCheck cosigned = checkpoint.verify(witnesses);
        if (cosigned instanceof NoteCheck.FalselySigned falsely) {
            return new TlogProofCheck.CheckpointRefused(new CheckpointCheck.Refused(
                    CheckpointCheck.Reason.FALSELY_SIGNED,
                    "by " + falsely.signature().name()));
        }
        List<NoteSignature> by = cosigned instanceof NoteCheck.Signed signed ? signed.by() : List.of();
        long names = by.stream().map(NoteSignature::name).distinct().count();
        if (names < quorum) {
            return new TlogProofCheck.TooFewWitnesses(names, quorum);
        }
        ProofCheck included = proof.verify(leafHash, log.checkpoint().head());
        return included instanceof ProofCheck.Fails fails
                ? new TlogProofCheck.NotIncluded(fails)
                : new TlogProofCheck.Holds(log.checkpoint(), by);
    }
}
