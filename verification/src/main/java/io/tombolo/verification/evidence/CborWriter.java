package io.tombolo.verification.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Deterministic CBOR (RFC 8949, section 4.2.1): lengths are definite and in their shortest form, maps sorted by their keys' bytes. */
final class CborWriter {
    /** Base64 from this length on is written as the bytes that it holds; the bytes of what is shorter would hardly be fewer. */
    static final int LEAST_BASE64 = 24;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] toBytes() {
        return out.toByteArray();
    }

    CborWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** @param value 0 to 2^63-1 */
    CborWriter number(long value) {
        return head(CborReader.NUMBER, value);
    }

    CborWriter bytes(byte[] bytes) {
        return head(CborReader.BYTES, bytes.length).raw(bytes);
    }

    CborWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return head(CborReader.TEXT, bytes.length).raw(bytes);
    }

    /** For a text that may be missing. */
    CborWriter textOrNull(@Nullable String text) {
        return text == null ? nothing() : text(text);
    }

    CborWriter nothing() {
        out.write(CborReader.NULL);
        return this;
    }

    /** The elements follow. */
    CborWriter array(int size) {
        return head(CborReader.ARRAY, size);
    }

    /** A JSON value; texts that are base64 in its only spelling as bytes. */
    CborWriter json(JsonNode node) {
        if (node.isObject()) {
            TreeMap<byte[], JsonNode> members = new TreeMap<>(Arrays::compareUnsigned);
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                members.put(new CborWriter().text(member.getKey()).toBytes(), member.getValue());
            }
            head(CborReader.MAP, members.size());
            members.forEach((name, value) -> raw(name).json(value));
        } else if (node.isArray()) {
            array(node.size());
            node.forEach(this::json);
        } else if (node.isBoolean()) {
            out.write(node.booleanValue() ? CborReader.TRUE : CborReader.FALSE);
        } else if (node.isIntegralNumber()) {
            number(node.longValue());
        } else {
            byte @Nullable [] held = base64(node.textValue());
            if (held == null) {
                text(node.textValue());
            } else {
                bytes(held);
            }
        }
        return this;
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return text.length() < LEAST_BASE64 ? null : StrictText.base64(text, "text");
        } catch (MalformedException e) {
            return null;
        }
    }

    private CborWriter head(int major, long value) {
        int type = major << 5;
        if (value < CborReader.ONE_BYTE) {
            out.write(type | (int) value);
            return this;
        }
        int power = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffff_ffffL ? 2 : 3;
        out.write(type | (CborReader.ONE_BYTE + power));
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        out.write(all, Long.BYTES - (1 << power), 1 << power);
        return this;
    }
}
