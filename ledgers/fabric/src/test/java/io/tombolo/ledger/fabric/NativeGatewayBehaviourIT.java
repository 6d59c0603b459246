package io.tombolo.ledger.fabric;

import org.junit.jupiter.api.extension.RegisterExtension;

class NativeGatewayBehaviourIT extends GatewayBehaviour {
    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    @Override
    FabricUnderTest fabric() {
        return FABRIC.network().fabric();
    }
}
