package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.text.StrictText;
import java.util.Collection;
import java.util.List;

/**
 * A log's head in its text form (C2SP tlog-checkpoint 1.0): origin, size, root, and opaque extension lines that we never write.
 *
 * @param origin which log this is; one line, not empty
 * @param head size and root; the empty tree's root is the hash of nothing, which only a verifier with a hasher can check
 * @param extensions further lines, none of them empty
 */
public record Checkpoint(String origin, TreeHead head, List<String> extensions) {
    public Checkpoint {
        extensions = List.copyOf(extensions);
        checkLine(origin, "origin");
        extensions.forEach(line -> checkLine(line, "extension line"));
    }

    public Checkpoint(String origin, TreeHead head) {
        this(origin, head, List.of());
    }

    public Checkpoint(String origin, long size, Hash root) {
        this(origin, new TreeHead(size, root));
    }

    public long size() {
        return head.size();
    }

    public Hash root() {
        return head.root();
    }

    /** Parses a note's text. What it says is true only if the note's signature is: see {@link #open}. */
    public static Checkpoint parse(String text) {
        if (!text.endsWith("\n")) {
            throw new MalformedException("checkpoint: must end in a newline");
        }
        String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
        if (lines.length < 3) {
            throw new MalformedException("checkpoint: " + lines.length + " lines, at least 3");
        }
        return new Checkpoint(
                lines[0],
                new TreeHead(StrictText.decimal(lines[1], "tree size"), Hash.parseBase64(lines[2])),
                List.of(lines).subList(3, lines.length));
    }

    /** The note's text: one line each for origin, size, root and extensions, each with its newline. */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append(origin)
                .append('\n')
                .append(size())
                .append('\n')
                .append(root().base64())
                .append('\n');
        extensions.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    /** Trusts a note if one of the log's keys signed it and it is about {@code origin}; never throws for what the note holds. */
    public static CheckpointCheck open(String note, String origin, Collection<? extends NoteVerifier> logKeys) {
        try {
            return open(SignedNote.parse(note), origin, logKeys);
        } catch (MalformedException e) {
            return new CheckpointCheck.Refused(CheckpointCheck.Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #open(String, String, Collection)}, for a note already parsed. */
    public static CheckpointCheck open(SignedNote note, String origin, Collection<? extends NoteVerifier> logKeys) {
        NoteCheck check = note.verify(logKeys);
        if (check instanceof NoteCheck.NotSigned not) {
            return new CheckpointCheck.Refused(CheckpointCheck.Reason.NOT_SIGNED, not.detail());
        }
        if (!(check instanceof NoteCheck.Signed signed)) {
            return new CheckpointCheck.Refused(
                    CheckpointCheck.Reason.FALSELY_SIGNED,
                    "by " + ((NoteCheck.FalselySigned) check).signature().name());
        }
        Checkpoint checkpoint;
        try {
            checkpoint = parse(note.text());
        } catch (MalformedException e) {
            return new CheckpointCheck.Refused(CheckpointCheck.Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
        return checkpoint.origin().equals(origin)
                ? new CheckpointCheck.Opened(checkpoint, signed.by())
                : new CheckpointCheck.Refused(
                        CheckpointCheck.Reason.OTHER_ORIGIN,
                        StrictText.shown(checkpoint.origin()) + ", not " + StrictText.shown(origin));
    }

    private static void checkLine(String line, String what) {
        if (line.isEmpty() || line.chars().anyMatch(c -> c < 0x20)) {
            throw new MalformedException("checkpoint: " + what + " " + StrictText.shown(line)
                    + ": must not be empty nor hold control characters");
        }
    }
}
