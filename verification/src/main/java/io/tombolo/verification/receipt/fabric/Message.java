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
    private final Map<Integer, List<ByteString>> bytes = new TreeMap<>();
    private final Map<Integer, Long> numbers = new TreeMap<>();

    private Message() {}

    /** Reads varints and length-delimited fields; anything else is malformed here. */
    static Message parse(ByteString encoded) {
        Message message = new Message();
        try {
            CodedInputStream in = encoded.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> message.numbers.put(field, in.readUInt64());
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                        message.bytes
                                .computeIfAbsent(field, none -> new ArrayList<>())
                                .add(in.readBytes());
                    default -> throw new MalformedException("field " + field + " of an unexpected wire type");
                }
            }
        } catch (IOException e) {
            throw new MalformedException("protobuf: " + e.getMessage());
        }
        return message;
    }

    /** The field's bytes; empty when it's absent. A field that may come once must not come twice. */
    ByteString bytes(int field) {
        List<ByteString> values = all(field);
        if (values.size() > 1) {
            throw new MalformedException("field " + field + " comes " + values.size() + " times, must be once");
        }
        return values.isEmpty() ? ByteString.EMPTY : values.get(0);
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

    List<ByteString> all(int field) {
        return bytes.getOrDefault(field, List.of());
    }

    /** The field's number; 0 when it's absent, as protobuf has it. */
    long number(int field) {
        return numbers.getOrDefault(field, 0L);
    }

    /** Whether there are no fields but these, all of them bytes. */
    boolean holdsOnly(Integer... fields) {
        return numbers.isEmpty() && List.of(fields).containsAll(bytes.keySet());
    }
}
