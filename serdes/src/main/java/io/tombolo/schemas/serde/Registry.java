package io.tombolo.schemas.serde;

import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry client of a serializer: its caller's, or one of its own, made from its configuration. */
final class Registry {

    private final boolean isOurs;
    private @Nullable RegistryClient client;

    /** One of its own. */
    Registry() {
        this.isOurs = true;
    }

    /** The caller's, which is not closed here. */
    Registry(RegistryClient client) {
        this.isOurs = false;
        this.client = client;
    }

    /** The configuration; an address is needed in it only when there is no client yet. */
    SerdeSettings settings(Map<String, ?> configuration, boolean isKey) {
        return SerdeSettings.from(configuration, isKey, isOurs);
    }

    RegistryClient client(SerdeSettings settings) {
        RegistryClient known = client == null ? new HttpRegistryClient(settings.registry()) : client;
        client = known;
        return known;
    }

    void close() {
        if (isOurs && client != null) {
            client.close();
        }
    }
}
