package io.tombolo.ledger.fabric;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Hands the run's native network to a test class, or skips it with a message. */
final class NativeNetworkExtension implements BeforeAllCallback {
    private NativeNetwork network;

    @Override
    public void beforeAll(ExtensionContext context) {
        network = NativeNetwork.of(context);
    }

    NativeNetwork network() {
        return network;
    }
}
