package io.tombolo.registry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's genuine classes, reached by name: they are on the class path of the integration tests only, because no
 * Maven repository that everybody has holds them with a POM that resolves.
 */
final class Confluent {

    private final Object client;

    /** Confluent's caching client. */
    Confluent(String url) {
        this.client = make("io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient", url, 100);
    }

    @SuppressWarnings("unchecked")
    static Serializer<Object> serializer(Map<String, Object> settings) {
        Serializer<Object> serializer = (Serializer<Object>) make("io.confluent.kafka.serializers.KafkaAvroSerializer");
        serializer.configure(settings, false);
        return serializer;
    }

    @SuppressWarnings("unchecked")
    static Deserializer<Object> deserializer(Map<String, Object> settings) {
        Deserializer<Object> deserializer =
                (Deserializer<Object>) make("io.confluent.kafka.serializers.KafkaAvroDeserializer");
        deserializer.configure(settings, false);
        return deserializer;
    }

    /** An AvroSchema without references. */
    static Object schema(String text) {
        return make("io.confluent.kafka.schemaregistry.avro.AvroSchema", text);
    }

    /** An AvroSchema that refers to one type of another subject. */
    static Object schema(String text, String name, String subject, int version, String referenced) {
        Object reference =
                make("io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference", name, subject, version);
        Map<String, String> resolved = new HashMap<>(Map.of(name, referenced));
        return make("io.confluent.kafka.schemaregistry.avro.AvroSchema", text, List.of(reference), resolved, null);
    }

    /** Calls the client's method of this name that takes these arguments. */
    Object call(String method, Object... arguments) {
        return invoke(client, method, arguments);
    }

    static Object invoke(Object target, String name, Object... arguments) {
        for (Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && takes(method.getParameterTypes(), arguments)) {
                try {
                    return method.invoke(target, arguments);
                } catch (InvocationTargetException e) {
                    throw failure(e.getCause());
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        throw new AssertionError(target.getClass() + " has no fitting " + name);
    }

    /** Confluent's error code of a failed call, or -1. */
    static int code(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null && cause.getClass().getSimpleName().equals("RestClientException")
                ? (int) invoke(cause, "getErrorCode")
                : -1;
    }

    private static Object make(String className, Object... arguments) {
        try {
            for (var constructor : Class.forName(className).getConstructors()) {
                if (takes(constructor.getParameterTypes(), arguments)) {
                    return constructor.newInstance(arguments);
                }
            }
        } catch (InvocationTargetException e) {
            throw failure(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(className, e);
        }
        throw new AssertionError(className + " has no fitting constructor");
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    private static boolean takes(Class<?>[] types, Object[] arguments) {
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            Class<?> type =
                    types[i] == int.class ? Integer.class : types[i] == boolean.class ? Boolean.class : types[i];
            if (arguments[i] != null && !type.isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }
}
