package io.tombolo.provenance.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.Converter;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import java.io.IOException;
import java.util.Base64;
import java.util.function.Function;

/** Records as JSON on disk, hashes and bytes in Base64. */
final class StoredJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(
                            new StdDelegatingSerializer(Hash.class, with(Hash.class, String.class, Hash::base64)))
                    .addSerializer(
                            new StdDelegatingSerializer(Bytes.class, with(Bytes.class, String.class, Bytes::base64)))
                    .addDeserializer(
                            Hash.class,
                            new StdDelegatingDeserializer<>(with(String.class, Hash.class, Hash::parseBase64)))
                    .addDeserializer(
                            Bytes.class,
                            new StdDelegatingDeserializer<>(with(
                                    String.class,
                                    Bytes.class,
                                    text -> Bytes.of(Base64.getDecoder().decode(text))))))
            .build();

    private StoredJson() {}

    private static <I, O> Converter<I, O> with(Class<I> from, Class<O> to, Function<I, O> conversion) {
        return new Converter<>() {
            @Override
            public O convert(I value) {
                return conversion.apply(value);
            }

            @Override
            public JavaType getInputType(TypeFactory types) {
                return types.constructType(from);
            }

            @Override
            public JavaType getOutputType(TypeFactory types) {
                return types.constructType(to);
            }
        };
    }

    static String write(Object record) {
        try {
            return JSON.writeValueAsString(record);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @throws DamagedStoreException when it is not what {@link #write} wrote */
    static <T> T read(byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new DamagedStoreException(type.getSimpleName() + ": " + unreadable.getMessage());
        }
    }
}
