package io.tombolo.verification.trust;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.verification.json.Bytes;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A key with which an organisation signs its logs' checkpoints, and when it may have done so.
 *
 * @param organisation the domain that is the first part of the logs' origins
 * @param key type byte 0x01 (Ed25519), then the 32 bytes of RFC 8032: what follows a vkey's second plus sign
 * @param from anchors before this time do not count for this key
 * @param until anchors at or after this time do not count for this key
 */
public record LogKey(String organisation, Bytes key, Optional<Instant> from, Optional<Instant> until) {
    private static final int LENGTH = 33;
    private static final int BETWEEN_NAME_AND_KEY = "+01234567+".length();

    public LogKey {
        if (key.length() != LENGTH || key.toArray()[0] != 0x01) {
            throw new MalformedException(
                    "log key of " + organisation + ": must be 0x01 and the 32 bytes of an Ed25519 key");
        }
    }

    /** From a vkey, whose name's first part is the organisation; valid at all times. */
    public static LogKey ofVkey(String vkey) {
        String name = NoteVerifier.parse(vkey).name();
        String key = vkey.substring(name.length() + BETWEEN_NAME_AND_KEY);
        return new LogKey(
                organisation(name), Bytes.of(StrictText.base64(key, "vkey")), Optional.empty(), Optional.empty());
    }

    /** The organisation that an origin belongs to: its first part. */
    public static String organisation(String origin) {
        int slash = origin.indexOf('/');
        return slash < 0 ? origin : origin.substring(0, slash);
    }

    /** SHA-256 of the 33 bytes, in upper-case hex with colons: for people to compare. */
    public String fingerprint() {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(Hash.sha256().digest(key.toArray()));
    }

    /** From the 32 bytes of an Ed25519 key in base64, as ledgers register it. */
    public static LogKey ofRaw(String organisation, String base64, Optional<Instant> from, Optional<Instant> until) {
        byte[] raw = StrictText.base64(base64, "log key");
        byte[] key = new byte[raw.length + 1];
        key[0] = 0x01;
        System.arraycopy(raw, 0, key, 1, raw.length);
        return new LogKey(organisation, Bytes.of(key), from, until);
    }

    /** The verifier for one of the organisation's logs: its key name is the origin. */
    public NoteVerifier verifier(String origin) {
        byte[] material = key.toArray();
        return NoteVerifier.ed25519(origin, Arrays.copyOfRange(material, 1, material.length));
    }

    /** Whether a checkpoint that was anchored then may be this key's. */
    public boolean isValidAt(Instant anchoredAt) {
        return from.map(start -> !anchoredAt.isBefore(start)).orElse(true)
                && until.map(anchoredAt::isBefore).orElse(true);
    }
}
