package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.ledger.wire.HeadText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.Proposal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of a gateway need: its own client, fresh logs, proposals. */
abstract class GatewayClientTests {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private Path directory;

    private GatewayConnection connection;

    abstract FabricUnderTest fabric();

    @AfterEach
    void close() {
        if (connection != null) {
            connection.close();
        }
    }

    org.hyperledger.fabric.client.Status submit(Proposal proposal) throws Exception {
        var status = proposal.endorse().submitAsync().getStatus();
        assertThat(status.isSuccessful()).isTrue();
        return status;
    }

    OwnedLog registered() throws Exception {
        OwnedLog log = freshLog();
        submit(register(log));
        return log;
    }

    static OwnedLog freshLog() {
        return OwnedLog.of("gateway.example", "g-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet());
    }

    static String[] arguments(OwnedLog log) {
        return new String[] {
            log.registration().organisation(),
            log.registration().dataset(),
            log.registration().logKey()
        };
    }

    Proposal register(OwnedLog log) {
        return contract()
                .newProposal("RegisterDataset")
                .addArguments(arguments(log))
                .build();
    }

    Proposal anchor(HeadToAnchor head) {
        return contract()
                .newProposal("Anchor")
                .addArguments(HeadText.encode(List.of(head)))
                .build();
    }

    Contract contract() {
        return connection().contract();
    }

    GatewayConnection connection() {
        if (connection == null) {
            connection = connect(fabric().identities().get(0));
        }
        return connection;
    }

    GatewayConnection connect(FabricIdentity identity) {
        FabricUnderTest fabric = fabric();
        return new GatewayConnection(
                fabric.gateways().get(0),
                new FabricLedger.Config(
                        fabric.gateways(),
                        fabric.channel(),
                        fabric.chaincode(),
                        identity,
                        fabric.members(),
                        directory,
                        Duration.ofSeconds(30)));
    }
}
