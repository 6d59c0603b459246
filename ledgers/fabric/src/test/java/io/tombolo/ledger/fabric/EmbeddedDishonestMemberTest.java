package io.tombolo.ledger.fabric;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDishonestMemberTest extends DishonestMember {
    @TempDir
    private static Path ledger;

    private static EmbeddedNetwork network;

    @BeforeAll
    static void start() {
        network = EmbeddedNetwork.start(ledger);
    }

    @AfterAll
    static void stop() {
        network.close();
    }

    @Override
    FabricUnderTest fabric() {
        return network.fabric();
    }
}
