package io.tombolo.ledger.fabric;

import org.junit.jupiter.api.extension.RegisterExtension;

class NativeDishonestMemberIT extends DishonestMember {
    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    @Override
    FabricUnderTest fabric() {
        return FABRIC.network().fabric();
    }
}
