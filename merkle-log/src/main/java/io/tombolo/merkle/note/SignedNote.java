package io.tombolo.merkle.note;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A text and its signatures (C2SP signed-note 1.0). Not to be trusted before {@link #verify}. Limits: 100 signatures, 1,000,000
 * bytes.
 *
 * @param text the signed text, which ends in a newline
 * @param signatures at least one, of keys known or not
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    private static final int MAX_SIGNATURES = 100;
    private static final int MAX_BYTES = 1_000_000;

    public SignedNote {
        signatures = List.copyOf(signatures);
        checkText(text);
        if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new MalformedException("note: " + signatures.size() + " signatures, must be 1 to " + MAX_SIGNATURES);
        }
    }

    /** Parses UTF-8 bytes. */
    public static SignedNote parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("note: " + bytes.length + " bytes, limit " + MAX_BYTES);
        }
        return parse(StrictText.utf8(bytes));
    }

    /** Parses the whole note: text, blank line, signature lines. */
    public static SignedNote parse(String note) {
        if (StrictText.utf8(note).length > MAX_BYTES) {
            throw new MalformedException("note: over " + MAX_BYTES + " bytes");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0) {
            throw new MalformedException("note: no blank line between text and signatures");
        }
        String block = note.substring(split + 2);
        if (!block.endsWith("\n")) {
            throw new MalformedException("note: must end with a signature line and its newline");
        }
        String[] lines = block.substring(0, block.length() - 1).split("\n", -1);
        if (lines.length > MAX_SIGNATURES) {
            throw new MalformedException("note: " + lines.length + " signatures, limit " + MAX_SIGNATURES);
        }
        List<NoteSignature> signatures = new ArrayList<>(lines.length);
        for (String line : lines) {
            signatures.add(NoteSignature.parseLine(line));
        }
        return new SignedNote(note.substring(0, split + 1), signatures);
    }

    /** The whole note; parsing it gives this note again. */
    public String format() {
        StringBuilder out = new StringBuilder(text).append('\n');
        for (NoteSignature signature : signatures) {
            out.append(signature.line()).append('\n');
        }
        return out.toString();
    }

    /** Checks every signature whose name and key id are of a known key; all others are ignored. */
    public NoteCheck verify(Collection<? extends NoteVerifier> known) {
        byte[] bytes = StrictText.utf8(text);
        List<NoteSignature> by = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (NoteSignature signature : signatures) {
            for (NoteVerifier verifier : known) {
                if (verifier.name().equals(signature.name()) && verifier.keyId() == signature.keyId()) {
                    if (!verifier.verify(bytes, signature.signature())) {
                        return new NoteCheck.FalselySigned(signature);
                    }
                    if (seen.add(verifier.vkey())) {
                        by.add(signature);
                    }
                }
            }
        }
        return by.isEmpty()
                ? new NoteCheck.NotSigned(
                        "none of " + signatures.size() + " signatures is by one of " + known.size() + " known keys")
                : new NoteCheck.Signed(by);
    }

    /** The same note with one more signature. */
    public SignedNote with(NoteSignature signature) {
        List<NoteSignature> more = new ArrayList<>(signatures);
        more.add(signature);
        return new SignedNote(text, more);
    }

    private static void checkText(String text) {
        if (!text.endsWith("\n")) {
            throw new MalformedException("note: its text must end in a newline");
        }
        text.chars().filter(c -> c < 0x20 && c != '\n').findFirst().ifPresent(c -> {
            throw new MalformedException("note: control character " + c + " in its text");
        });
        if (StrictText.utf8(text).length > MAX_BYTES) {
            throw new MalformedException("note: over " + MAX_BYTES + " bytes");
        }
    }

    @Override
    public String toString() {
        return format();
    }
}
