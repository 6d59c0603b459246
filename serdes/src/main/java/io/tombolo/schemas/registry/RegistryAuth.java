package io.tombolo.schemas.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The Authorization header, from Confluent's keys {@code basic.auth.*} and {@code bearer.auth.*}. */
final class RegistryAuth {

    private RegistryAuth() {}

    static @Nullable String header(RegistrySettings settings) {
        String basic = basic(settings);
        String bearer = bearer(settings);
        if (basic != null && bearer != null) {
            throw new IllegalArgumentException("basic.auth and bearer.auth: both given, only one can be used");
        }
        return basic != null ? basic : bearer;
    }

    private static @Nullable String basic(RegistrySettings settings) {
        String from = settings.text("basic.auth.credentials.source");
        String userInfo = switch (from == null ? "URL" : from) {
            case "URL" -> settings.userInfo();
            case "USER_INFO" -> required(settings, "basic.auth.user.info");
            default ->
                throw new IllegalArgumentException(
                        "basic.auth.credentials.source: '" + from + "', must be URL or USER_INFO");
        };
        if (userInfo == null) {
            return null;
        }
        if (userInfo.indexOf(':') < 0) {
            throw new IllegalArgumentException("basic.auth.user.info: must be user:password");
        }
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String bearer(RegistrySettings settings) {
        String from = settings.text("bearer.auth.credentials.source");
        if (from == null) {
            return null;
        }
        if (!from.equals("STATIC_TOKEN")) {
            throw new IllegalArgumentException("bearer.auth.credentials.source: '" + from + "', must be STATIC_TOKEN");
        }
        return "Bearer " + required(settings, "bearer.auth.token");
    }

    private static String required(RegistrySettings settings, String key) {
        String value = settings.text(key);
        if (value == null) {
            throw new IllegalArgumentException(key + ": missing");
        }
        return value;
    }
}
