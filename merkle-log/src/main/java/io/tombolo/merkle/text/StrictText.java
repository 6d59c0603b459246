package io.tombolo.merkle.text;

import io.tombolo.merkle.MalformedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads and checks the small text forms; whatever has more than one spelling is taken in its canonical one only. */
public final class StrictText {
    private StrictText() {}

    /** UTF-8 bytes as text; refuses what is not UTF-8. */
    public static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("not UTF-8: " + e.getMessage());
        }
    }

    /** Text as UTF-8; refuses a lone surrogate. */
    public static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new MalformedException("no UTF-8 for this text: " + e.getMessage());
        }
    }

    /** An ASCII decimal, 0 to 2^63-1, without sign or leading zeros. */
    public static long decimal(String text, String what) {
        boolean digits = !text.isEmpty() && text.length() <= 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (text.charAt(0) == '0' && text.length() > 1)) {
            throw new MalformedException(what + " " + shown(text)
                    + ": must be a decimal without sign or leading zeros, at most " + Long.MAX_VALUE);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException(what + " " + text + ": limit " + Long.MAX_VALUE);
        }
    }

    /**
     * Standard base64 (RFC 4648, section 4), padded, with no stray bits. The refusal does not quote the JDK's: for one text that says
     * different things before and after the decoder is compiled.
     */
    public static byte[] base64(String text, String what) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(what + ": not base64 (RFC 4648, section 4, with padding)");
        }
        if (!base64(bytes).equals(text)) {
            throw new MalformedException(what + ": not the canonical base64 of its bytes");
        }
        return bytes;
    }

    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** For messages: the text between quotes, cut at 60 characters, controls shown as U+FFFD. */
    public static String shown(String text) {
        String cut = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        StringBuilder out = new StringBuilder("\"");
        cut.chars().forEach(c -> out.append(c < 0x20 || c == 0x7f ? '\ufffd' : (char) c));
        return out.append('"').toString();
    }
}
