package io.tombolo.ledger.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed (kill -9) while its transaction is in no block yet, and the one after it. */
class KilledProcessTest {
    @Test
    void theNextProcessFinishesItsTransactionWithTheSameNonce(@TempDir Path directory) throws Exception {
        try (DevelopmentChain anvil = DevelopmentChain.anvil()) {
            Path state = directory.resolve("state");
            String contract = anvil.deploy(state);
            OwnedLog other = OwnedLog.of("acme.example", "other");
            register(EvmLedger.connect(anvil.config(contract, 0, state)), other);
            Process killed = anchoring(anvil, contract, state, "killed");
            // It has registered its dataset when it says so, and waits for this before it anchors.
            assertThat(killed.inputReader().readLine()).isEqualTo("registered");
            anvil.call("evm_setAutomine", JsonRpc.flag(false));
            killed.outputWriter().append("go\n").flush();
            await().atMost(Duration.ofMinutes(5)).until(() -> open(state).size() == 1);
            String id = open(state).get(0);
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> !anvil.call("eth_getTransactionByHash", JsonRpc.text(id))
                            .isNull());

            killed.destroyForcibly().waitFor();
            anvil.call("anvil_dropTransaction", JsonRpc.text(id));
            anvil.call("evm_setAutomine", JsonRpc.flag(true));
            EvmLedger next = EvmLedger.connect(anvil.config(contract, 0, state));
            AnchorOutcome outcome = next.anchor(List.of(other.head(0, 2))).get(0);

            assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
            AnchorRecord finished = next.latest("acme.example/killed/0").orElseThrow();
            assertThat(finished.transactionId()).isEqualTo(id);
            assertThat(open(state)).isEmpty();
        }
    }

    @Test
    void theNextProcessFindsWhicheverOfTwoFeesGotIntoABlock(@TempDir Path directory) throws Exception {
        try (DevelopmentChain anvil = DevelopmentChain.anvil()) {
            Path state = directory.resolve("state");
            String contract = anvil.deploy(state);
            Process killed = anchoring(anvil, contract, state, "raised");
            assertThat(killed.inputReader().readLine()).isEqualTo("registered");
            anvil.call("evm_setAutomine", JsonRpc.flag(false));
            killed.outputWriter().append("go\n").flush();
            await().atMost(Duration.ofMinutes(5)).until(() -> open(state).size() == 1);
            String cheap = open(state).get(0);
            byte[] bytes = Files.readAllBytes(state.resolve(files(state).get(0)));
            nextBlock(anvil, 100_000_000_000L);
            await().atMost(Duration.ofMinutes(5)).until(() -> open(state).size() == 2);

            killed.destroyForcibly().waitFor();
            for (String id : open(state)) {
                anvil.call("anvil_dropTransaction", JsonRpc.text(id));
            }
            anvil.call("anvil_setNextBlockBaseFeePerGas", JsonNodeFactory.instance.numberNode(1_000_000));
            anvil.call("eth_sendRawTransaction", JsonRpc.text(JsonRpc.hex(bytes)));
            anvil.mine(1);
            anvil.call("evm_setAutomine", JsonRpc.flag(true));
            EvmLedger next = EvmLedger.connect(anvil.config(contract, 0, state));
            register(next, OwnedLog.of("acme.example", "other"));

            assertThat(next.history("acme.example/raised/0", 0, 10))
                    .extracting(AnchorRecord::transactionId)
                    .containsExactly(cheap);
            assertThat(open(state)).isEmpty();
        }
    }

    private static void nextBlock(DevelopmentChain anvil, long baseFee) {
        anvil.call("anvil_setNextBlockBaseFeePerGas", JsonNodeFactory.instance.numberNode(baseFee));
        anvil.mine(1);
    }

    private static Process anchoring(DevelopmentChain anvil, String contract, Path state, String dataset)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcessTest.class.getName(),
                        anvil.node().toString(),
                        contract,
                        state.toString(),
                        dataset)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Ids of the transactions that are kept. */
    private static List<String> open(Path state) throws IOException {
        return files(state).stream()
                .map(name -> name.substring(name.indexOf('-') + 1, name.length() - ".transaction".length()))
                .toList();
    }

    private static List<String> files(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".transaction"))
                    .toList();
        }
    }

    private static void register(EvmLedger ledger, OwnedLog log) {
        assertThat(ledger.register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
    }

    /** The process: node, contract, folder, dataset. */
    public static void main(String[] args) throws IOException {
        EvmLedger ledger = EvmLedger.connect(DevelopmentChain.config(
                java.net.URI.create(args[0]), DevelopmentChain.CHAIN_ID, args[1], 0, Path.of(args[2])));
        OwnedLog log = OwnedLog.of("acme.example", args[3]);
        register(ledger, log);
        System.out.println("registered");
        System.out.flush();
        if (System.in.read() >= 0) {
            ledger.anchor(List.of(log.head(0, 3)));
        }
    }
}
