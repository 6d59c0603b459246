package io.tombolo.schemas.registry;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a registry, under Confluent's configuration keys.
 *
 * @param urls tried in order, beginning with the one that last answered; without the user and password of the address
 * @param userInfo {@code user:password} of the first address that has one
 * @param raw all keys as given; {@code schema.registry.} may stand before those that are not the serializer's own
 */
public record RegistrySettings(List<URI> urls, @Nullable String userInfo, Map<String, Object> raw) {

    /** {@value}: one or more addresses, comma-separated. */
    public static final String URL = "schema.registry.url";

    public RegistrySettings {
        urls = List.copyOf(urls);
        raw = Map.copyOf(raw);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(URL + ": missing");
        }
    }

    /** For a registry without authentication. */
    public static RegistrySettings of(URI url) {
        return from(Map.of(URL, url.toString()));
    }

    /** From a Kafka client's configuration; null values are dropped. */
    public static RegistrySettings from(Map<String, ?> configuration) {
        Map<String, Object> raw = new HashMap<>();
        configuration.forEach((key, value) -> {
            if (value != null) {
                raw.put(key, value);
            }
        });
        List<URI> urls = new ArrayList<>();
        String userInfo = null;
        Object given = raw.getOrDefault(URL, "");
        List<?> list = given instanceof List<?> items
                ? items
                : List.of(given.toString().split(","));
        for (Object item : list) {
            String url = item.toString().trim();
            if (!url.isEmpty()) {
                URI uri = url(url);
                userInfo = userInfo == null ? uri.getUserInfo() : userInfo;
                urls.add(withoutUserInfo(uri));
            }
        }
        return new RegistrySettings(urls, userInfo, raw);
    }

    /** A text setting, looked up with and without {@code schema.registry.} in front. */
    public @Nullable String text(String key) {
        Object value = raw.containsKey("schema.registry." + key) ? raw.get("schema.registry." + key) : raw.get(key);
        if (value instanceof Password password) {
            return password.value();
        }
        return value == null || value.toString().isEmpty() ? null : value.toString();
    }

    /** A setting that Kafka's own clients have too, so that {@code schema.registry.} must stand before it. */
    @Nullable String registrysOwn(String key) {
        return raw.containsKey("schema.registry." + key) ? text(key) : null;
    }

    /** A duration in milliseconds. */
    public Duration millis(String key, long defaultMillis) {
        return Duration.ofMillis(number(key, defaultMillis));
    }

    /** A whole number. */
    public long number(String key, long defaultValue) {
        String value = text(key);
        try {
            return value == null ? defaultValue : Long.parseLong(value.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": '" + value + "', must be a whole number", e);
        }
    }

    /** A client with the registry's TLS and proxy, for another server of the same owner. */
    public BoundedHttp http(HttpLimits limits) {
        return RegistryHttp.client(this, limits);
    }

    /** What the registry is sent as {@code Authorization}. */
    public Optional<String> authorization() {
        return Optional.ofNullable(RegistryAuth.header(this));
    }

    /** Addresses only: what else is here may be secret. */
    @Override
    public String toString() {
        return "registry " + urls;
    }

    private static URI url(String url) {
        URI uri;
        try {
            uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(URL + ": '" + url + "' is not an address", e);
        }
        if ((!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(URL + ": '" + url + "', must be http://host:port or https://host:port");
        }
        return uri;
    }

    /** Addresses show up in messages, passwords must not. */
    private static URI withoutUserInfo(URI uri) {
        return uri.getRawUserInfo() == null ? uri : URI.create(uri.toString().replace(uri.getRawUserInfo() + "@", ""));
    }
}
