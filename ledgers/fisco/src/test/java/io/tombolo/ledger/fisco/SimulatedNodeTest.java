package io.tombolo.ledger.fisco;

import io.tombolo.ledger.evm.DevelopmentChain;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit with the SDK's encoders and anvil: what a chain of FISCO BCOS does beside executing is simulated. */
class SimulatedNodeTest extends FiscoLedgerContract {
    private static final Map<String, FiscoLedger> LEDGERS = new TreeMap<>();
    private static final List<String> ORGANISATIONS = List.of(ACME, RIVAL, THIRD);

    @TempDir
    private static Path states;

    private static SimulatedNode node;
    private static String contract = "0x" + "0".repeat(40);

    @BeforeAll
    static void start() throws IOException {
        node = new SimulatedNode(Cryptography.STANDARD);
        DevelopmentChain.KEYS.forEach(node.sealers()::know);
        List<String> members = DevelopmentChain.KEYS.stream()
                .map(key -> FiscoAccount.of(key, Cryptography.STANDARD).address())
                .toList();
        contract = FiscoLedger.deploy(configOf(ACME), members, node::client);
    }

    @AfterAll
    static void stop() {
        LEDGERS.values().forEach(FiscoLedger::close);
        LEDGERS.clear();
        if (node != null) {
            node.close();
        }
    }

    private static FiscoLedger.Config configOf(String organisation) {
        return config(
                node,
                DevelopmentChain.KEYS.get(ORGANISATIONS.indexOf(organisation)),
                contract,
                states.resolve(organisation));
    }

    static FiscoLedger.Config config(SimulatedNode node, String key, String contract, Path state) {
        return new FiscoLedger.Config(
                List.of("127.0.0.1:20200"),
                SimulatedNode.CHAIN,
                SimulatedNode.GROUP,
                node.cryptography(),
                contract,
                key,
                Optional.empty(),
                node.sealers().members(),
                new FiscoLedger.Limits(100, Duration.ofSeconds(10), Duration.ofSeconds(10)),
                state,
                Clock.systemUTC());
    }

    @Override
    FiscoLedger.Config config(String organisation) {
        return configOf(organisation);
    }

    @Override
    FiscoLedger fisco(String organisation) {
        return LEDGERS.computeIfAbsent(organisation, name -> FiscoLedger.connect(configOf(name), node::client));
    }
}
