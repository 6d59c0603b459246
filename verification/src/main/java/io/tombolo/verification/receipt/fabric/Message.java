package io.tombolo.verification.receipt.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.tombolo.merkle.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A protobuf message as numbered fields; what a number means is the caller's to know. */
final class Message {
    private final Map<Integer, List<Object>> fields = new TreeMap<>();

    private Message() {}

    /** Reads varints and length-delimited fields; anything else is malformed here. */
    static Message parse(ByteString encoded) {
        Message message = new Message();
        try {
            CodedInputStream in = encoded.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                List<Object> values = message.fields.computeIfAbsent(field, none -> new ArrayList<>());
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> values.add(in.readUInt64());
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED -> values.add(in.readBytes());
                    default -> throw new MalformedException("field " + field + " of an unexpected wire type");
                }
            }
        } catch (IOException e) {
            throw new MalformedException("protobuf: " + e.getMessage());
        }
        return message;
    }

    /** The field's bytes; empty when it's absent. */
    ByteString bytes(int field) {
        return one(field, ByteString.class, ByteString.EMPTY);
    }

    /** The field's number; 0 when it's absent, as protobuf has it. */
    long number(int field) {
        return one(field, Long.class, 0L);
    }

    String text(int field) {
        ByteString value = bytes(field);
        if (!value.isValidUtf8()) {
            throw new MalformedException("field " + field + " is not UTF-8");
        }
        return value.toStringUtf8();
    }

    Message message(int field) {
        return parse(bytes(field));
    }

    /** The bytes of a field that may come several times. */
    List<ByteString> all(int field) {
        return fields.getOrDefault(field, List.of()).stream()
                .map(value -> typed(field, ByteString.class, value))
                .toList();
    }

    /** Whether there are no fields but these. */
    boolean holdsOnly(Integer... known) {
        return List.of(known).containsAll(fields.keySet());
    }

    private <T> T one(int field, Class<T> type, T absent) {
        List<Object> values = fields.getOrDefault(field, List.of());
        if (values.size() > 1) {
            throw new MalformedException("field " + field + " comes " + values.size() + " times, must be once");
        }
        return values.isEmpty() ? absent : typed(field, type, values.get(0));
    }

    private static <T> T typed(int field, Class<T> type, Object value) {
        if (!type.isInstance(value)) {
            throw new MalformedException("field " + field + " of an unexpected wire type");
        }
        return type.cast(value);
    }
}
