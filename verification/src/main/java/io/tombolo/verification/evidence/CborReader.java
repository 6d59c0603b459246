package io.tombolo.verification.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads deterministic CBOR as {@link CborWriter} writes it, value by value and nothing else: no indefinite lengths, no floats, no further
 * tags. A length is compared with what is left before anything is made of it.
 */
final class CborReader {
    static final int NUMBER = 0;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int FALSE = 0xf4;
    static final int TRUE = 0xf5;
    static final int NULL = 0xf6;

    /** From this one on the lower five bits of a head say how many bytes its number has. */
    static final int ONE_BYTE = 24;

    private static final int MAX_DEPTH = 12;
    private static final int MAX_VALUES = 100_000;

    private final byte[] data;
    private int at;
    private int values;

    CborReader(byte[] data, int from) {
        this.data = data;
        this.at = from;
    }

    /** The type of the next value. */
    int type(String what) {
        if (at == data.length) {
            throw malformed(what, "the file ends before it");
        }
        return (data[at] & 0xff) >>> 5;
    }

    boolean isNull() {
        boolean is = at < data.length && (data[at] & 0xff) == NULL;
        at += is ? 1 : 0;
        return is;
    }

    long number(String what) {
        return head(NUMBER, what, "a whole number");
    }

    byte[] bytes(String what) {
        return take(head(BYTES, what, "bytes"), what);
    }

    String text(String what) {
        int start = at;
        byte[] bytes = take(head(TEXT, what, "text"), what);
        try {
            return StrictText.utf8(bytes);
        } catch (MalformedException e) {
            at = start;
            throw malformed(what, "not UTF-8 text");
        }
    }

    int array(String what, int limit) {
        return size(head(ARRAY, what, "a list"), what, limit);
    }

    /** An array of exactly so many. */
    void array(int size, String what) {
        int start = at;
        long found = head(ARRAY, what, "a list");
        if (found != size) {
            at = start;
            throw malformed(what, "a list of " + found + ", must be " + size);
        }
    }

    void end() {
        if (at != data.length) {
            throw malformed("end", (data.length - at) + " bytes behind the last value");
        }
    }

    /** A JSON value, with bytes as base64. */
    JsonNode json(String what) {
        return json(what, MAX_DEPTH);
    }

    private JsonNode json(String what, int depth) {
        if (depth == 0) {
            throw malformed(what, "nested deeper than " + MAX_DEPTH);
        }
        if (++values > MAX_VALUES) {
            throw malformed(what, "more than " + MAX_VALUES + " values");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (type(what)) {
            case NUMBER -> nodes.numberNode(number(what));
            case BYTES -> nodes.textNode(Base64.getEncoder().encodeToString(bytes(what)));
            case TEXT -> nodes.textNode(text(what));
            case ARRAY -> {
                ArrayNode array = nodes.arrayNode();
                for (int left = array(what, MAX_VALUES); left > 0; left--) {
                    array.add(json(what, depth - 1));
                }
                yield array;
            }
            case MAP -> map(what, depth);
            default -> {
                int simple = data[at] & 0xff;
                if (simple != TRUE && simple != FALSE) {
                    throw malformed(what, String.format("0x%02x has no place here", simple));
                }
                at++;
                yield nodes.booleanNode(simple == TRUE);
            }
        };
    }

    private ObjectNode map(String what, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        byte[] before = new byte[0];
        for (int left = size(head(MAP, what, "a map"), what, MAX_VALUES); left > 0; left--) {
            int start = at;
            String name = text(what);
            byte[] key = Arrays.copyOfRange(data, start, at);
            if (Arrays.compareUnsigned(before, key) >= 0) {
                at = start;
                throw malformed(what, "a map's keys must ascend, each once");
            }
            before = key;
            object.set(name, json(what, depth - 1));
        }
        return object;
    }

    private int size(long size, String what, int limit) {
        if (size > limit) {
            throw malformed(what, size + " elements, limit " + limit);
        }
        return (int) size;
    }

    private byte[] take(long length, String what) {
        if (length > data.length - at) {
            throw malformed(what, length + " bytes announced, " + (data.length - at) + " left");
        }
        at += (int) length;
        return Arrays.copyOfRange(data, at - (int) length, at);
    }

    private long head(int major, String what, String due) {
        if (type(what) != major) {
            throw malformed(what, "must be " + due);
        }
        int start = at;
        int low = data[at++] & 0x1f;
        if (low < ONE_BYTE) {
            return low;
        }
        int power = low - ONE_BYTE;
        if (power > 3) {
            at = start;
            throw malformed(what, "a length that is not definite");
        }
        int count = 1 << power;
        if (count > data.length - at) {
            at = start;
            throw malformed(what, "the file ends within its length");
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (data[at++] & 0xff);
        }
        long least = power == 0 ? ONE_BYTE : 1L << (4 << power);
        if (value < 0 || value < least) {
            at = start;
            throw malformed(what, value < 0 ? "above 2^63-1" : value + " is not in its shortest form");
        }
        return value;
    }

    MalformedException malformed(String what, String wrong) {
        return new MalformedException("compact evidence, byte " + at + ": " + what + ": " + wrong);
    }
}
