package io.tombolo.ledger.fabric;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The embedded ledger with three members. */
record EmbeddedNetwork(EmbeddedLedger ledger, FabricUnderTest fabric) implements AutoCloseable {
    private static final List<String> MEMBERS = List.of("one.example", "two.example", "three.example");

    static EmbeddedNetwork start(Path directory) {
        EmbeddedLedger ledger = EmbeddedLedger.open(
                new EmbeddedLedger.Config(directory, "127.0.0.1", 0, "tombolo", "anchors", MEMBERS, Clock.systemUTC()));
        GatewayPeer gateway = GatewayPeer.plainText(ledger.endpoint());
        FabricUnderTest fabric = new FabricUnderTest(
                "tombolo",
                "anchors",
                List.of(gateway, gateway, gateway),
                MEMBERS.stream().map(member -> identity(ledger, member)).toList());
        return new EmbeddedNetwork(ledger, fabric);
    }

    /** The adapter with any identity, over the one gateway there is. */
    Ledger connect(FabricIdentity identity, Path state) {
        return FabricLedger.connect(new FabricLedger.Config(
                fabric.gateways().subList(0, 1),
                fabric.channel(),
                fabric.chaincode(),
                identity,
                MEMBERS,
                state,
                FabricLedger.Config.DEFAULT_PATIENCE));
    }

    FabricIdentity identity(String organisation) {
        return identity(ledger, organisation);
    }

    private static FabricIdentity identity(EmbeddedLedger ledger, String organisation) {
        var identity = ledger.enrol(organisation);
        return FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
