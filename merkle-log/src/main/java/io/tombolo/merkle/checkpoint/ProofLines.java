package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of header lines, hash lines, an empty line, and a note: the shape that tlog-witness and tlog-proof share. */
final class ProofLines {
    /** No tree of 2^63-1 leaves needs more hashes than this for a proof. */
    private static final int MAX_HASHES = 63;

    private static final int MAX_CHARS = 2_000_000;

    private final String text;
    private int at;

    ProofLines(String text) {
        if (text.length() > MAX_CHARS) {
            throw new MalformedException("proof: " + text.length() + " characters, limit " + MAX_CHARS);
        }
        this.text = text;
    }

    /** Whether the next line begins so. */
    boolean nextIs(String prefix) {
        return text.startsWith(prefix, at);
    }

    /** The rest of the next line, which must begin with {@code prefix}. */
    String after(String prefix) {
        String line = line();
        if (!line.startsWith(prefix)) {
            throw new MalformedException(
                    "line " + StrictText.shown(line) + ": must begin with " + StrictText.shown(prefix));
        }
        return line.substring(prefix.length());
    }

    /** Hash lines up to and with the empty line. */
    List<Hash> hashes() {
        List<Hash> hashes = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (hashes.size() == MAX_HASHES) {
                throw new MalformedException("proof: more than " + MAX_HASHES + " hashes");
            }
            hashes.add(Hash.parseBase64(line));
        }
        return hashes;
    }

    /** All that has not been read yet. */
    String rest() {
        return text.substring(at);
    }

    private String line() {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            throw new MalformedException("proof: ends without a newline or too early");
        }
        String line = text.substring(at, end);
        at = end + 1;
        return line;
    }
}
