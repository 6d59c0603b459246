package io.tombolo.ledger.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.verification.json.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction whose fee became too low, and the one that takes its place. Each call is by a new process as far as the ledger knows. */
class RaisedFeesTest {
    private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

    @TempDir
    private Path state;

    private DevelopmentChain anvil;
    private String contract;
    private OwnedLog log;
    private long nonce;

    @BeforeEach
    void start() throws IOException {
        anvil = DevelopmentChain.anvil();
        contract = anvil.deploy(state);
        log = OwnedLog.of("acme.example", "fees");
        assertThat(ledger(500, Duration.ofMinutes(2)).register(log.registration()))
                .isInstanceOf(RegistrationOutcome.Registered.class);
        nonce = nonce();
        anvil.call("evm_setAutomine", JsonRpc.flag(false));
    }

    @AfterEach
    void stop() {
        if (anvil != null) {
            anvil.close();
        }
    }

    private EvmLedger ledger(long gwei, Duration patience) {
        EvmLedger.Config config = anvil.config(contract, 0, state);
        return EvmLedger.connect(new EvmLedger.Config(
                config.nodes(),
                config.chainId(),
                contract,
                config.account(),
                0,
                new EvmLedger.Limits(Long.MAX_VALUE / 2, GWEI.multiply(BigInteger.valueOf(gwei)), 100, patience),
                EvmLedger.HeaderSignatures.by(),
                state,
                config.clock()));
    }

    private AnchorOutcome anchor(long gwei) {
        return ledger(gwei, Duration.ZERO).anchor(List.of(log.head(0, 5))).get(0);
    }

    private String open(long gwei) {
        AnchorOutcome outcome = anchor(gwei);
        assertThat(outcome).isInstanceOf(AnchorOutcome.Unknown.class);
        return ((AnchorOutcome.Unknown) outcome).transactionId();
    }

    private AnchorRecord committed() {
        AnchorOutcome outcome = anchor(500);
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    private long nonce() {
        String account = Account.ofHex(DevelopmentChain.KEYS.get(0)).address();
        return JsonRpc.number(anvil.call("eth_getTransactionCount", JsonRpc.text(account), JsonRpc.text("latest")));
    }

    /** The next block, for transactions that pay this much. */
    private void mine(long gwei) {
        anvil.call(
                "anvil_setNextBlockBaseFeePerGas",
                JsonNodeFactory.instance.numberNode(
                        GWEI.multiply(BigInteger.valueOf(gwei)).longValueExact()));
        anvil.mine(1);
    }

    private Map<String, byte[]> kept() throws IOException {
        Map<String, byte[]> kept = new TreeMap<>();
        try (Stream<Path> files = Files.list(state)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".transaction")).toList()) {
                String name = file.getFileName().toString();
                kept.put(name.substring(name.indexOf('-') + 1, name.indexOf('.')), Files.readAllBytes(file));
            }
        }
        return kept;
    }

    @Test
    void replacesATransactionWhoseFeeBecameTooLowWithTheSameOneOfAHigherFee() throws IOException {
        String cheap = open(500);
        mine(100);
        String dear = open(500);
        assertThat(dear).isNotEqualTo(cheap);
        assertThat(kept()).containsOnlyKeys(cheap, dear);

        assertThat(open(500)).isEqualTo(dear);
        mine(100);

        assertThat(committed().transactionId()).isEqualTo(dear);
        assertThat(nonce()).isEqualTo(nonce + 1);
        assertThat(kept()).isEmpty();
        assertThat(ledger(500, Duration.ZERO).history(log.origin(), 0, 10)).hasSize(1);
    }

    @Test
    void theReplacedOneMayGetIntoABlockAfterAll() throws IOException {
        String cheap = open(500);
        mine(100);
        String dear = open(500);
        byte[] bytes = kept().get(cheap);
        anvil.call("anvil_dropTransaction", JsonRpc.text(dear));
        anvil.call("anvil_setNextBlockBaseFeePerGas", JsonNodeFactory.instance.numberNode(1_000_000));
        anvil.call("eth_sendRawTransaction", JsonRpc.text(JsonRpc.hex(bytes)));
        anvil.mine(1);

        assertThat(committed().transactionId()).isEqualTo(cheap);
        assertThat(nonce()).isEqualTo(nonce + 1);
        assertThat(kept()).isEmpty();
        assertThat(ledger(500, Duration.ZERO).history(log.origin(), 0, 10)).hasSize(1);
    }

    @Test
    void paysNoMoreThanTheLimit() throws IOException {
        String cheap = open(50);
        mine(100);

        assertThat(open(50)).isEqualTo(cheap);
        assertThat(kept()).containsOnlyKeys(cheap);
        String raised = open(120);
        assertThat(raised).isNotEqualTo(cheap);
        assertThat(new Transaction.Signed(raised, Bytes.of(kept().get(raised)), nonce)
                        .transaction()
                        .maxFee())
                .isEqualTo(GWEI.multiply(BigInteger.valueOf(120)));
    }

    @Test
    void beginsNothingWhileTheChainAsksForMoreThanTheLimit() {
        mine(100);

        AnchorOutcome outcome = anchor(50);

        assertThat(outcome).isInstanceOf(AnchorOutcome.Deferred.class);
        assertThat(((AnchorOutcome.Deferred) outcome).why())
                .isEqualTo("anchor 1 heads: fee: 100000000000 wei for gas needed, limit 50000000000;"
                        + " heads wait until the chain asks for less");
    }

    @Test
    void aSignedTransactionIsReadAgainAsItWasBefore() {
        Account account = Account.ofHex(DevelopmentChain.KEYS.get(0));
        Bytes to = Bytes.of(DevelopmentChain.address(account.address()));
        for (int tip = -1; tip < 3; tip++) {
            Transaction before = new Transaction(
                    83018, 7, to, Bytes.of(new byte[] {1, 2, 3}), 21_000, GWEI, BigInteger.valueOf(tip));

            assertThat(before.sign(account).transaction()).isEqualTo(before);
        }
    }
}
