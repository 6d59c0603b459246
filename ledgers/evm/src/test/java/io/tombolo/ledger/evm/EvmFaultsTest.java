package io.tombolo.ledger.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.contract.Abi;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lost answers, processes that end, reorganisations, budgets, and chains that are not what they should be. */
class EvmFaultsTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private Path directory;

    private DevelopmentChain anvil;
    private String contract;

    @BeforeEach
    void start() throws IOException {
        anvil = DevelopmentChain.anvil();
        contract = anvil.deploy(state());
    }

    @AfterEach
    void stop() {
        if (anvil != null) {
            anvil.close();
        }
    }

    private Path state() {
        return directory.resolve("state");
    }

    private EvmLedger ledger(int confirmations, Duration patience) {
        return EvmLedger.connect(with(
                anvil.config(contract, 0, state()), confirmations, Long.MAX_VALUE / 2, patience, Clock.systemUTC()));
    }

    private EvmLedger ledger() {
        return ledger(0, Duration.ofMinutes(2));
    }

    private static EvmLedger.Config with(
            EvmLedger.Config config, int confirmations, long gasPerDay, Duration patience, Clock clock) {
        return new EvmLedger.Config(
                config.nodes(),
                config.chainId(),
                config.contract(),
                config.account(),
                confirmations,
                new EvmLedger.Limits(
                        gasPerDay,
                        EvmLedger.Limits.DEFAULT_MAX_FEE,
                        config.limits().headsAtOnce(),
                        patience),
                config.headers(),
                config.stateDirectory(),
                clock);
    }

    private OwnedLog registered() {
        OwnedLog log = OwnedLog.of("acme.example", "faults-" + NAMES.incrementAndGet());
        assertThat(ledger().register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
        return log;
    }

    private static AnchorOutcome anchor(EvmLedger ledger, HeadToAnchor head) {
        return ledger.anchor(List.of(head)).get(0);
    }

    private static AnchorRecord committed(AnchorOutcome outcome) {
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    private static String unknown(AnchorOutcome outcome) {
        assertThat(outcome).isInstanceOf(AnchorOutcome.Unknown.class);
        return ((AnchorOutcome.Unknown) outcome).transactionId();
    }

    private long nonce() {
        return JsonRpc.number(anvil.call(
                "eth_getTransactionCount",
                JsonRpc.text(Account.ofHex(DevelopmentChain.KEYS.get(0)).address()),
                JsonRpc.text("latest")));
    }

    private void automine(boolean on) {
        anvil.call("evm_setAutomine", JsonRpc.flag(on));
    }

    /** Another history of the newest blocks, with none of their transactions. */
    private void reorganise(int depth) {
        anvil.call("anvil_reorg", JsonNodeFactory.instance.numberNode(depth), JsonNodeFactory.instance.arrayNode());
    }

    @Test
    void aNewProcessFindsTheTransactionThatTheOldOneLeftOpen() throws IOException {
        OwnedLog log = registered();
        long nonce = nonce();
        automine(false);
        String open = unknown(anchor(ledger(0, Duration.ZERO), log.head(0, 5)));
        try (Stream<Path> files = Files.list(state())) {
            assertThat(files.map(file -> file.getFileName().toString())).contains(nonce + "-" + open + ".transaction");
        }

        assertThat(unknown(anchor(ledger(0, Duration.ZERO), log.head(0, 5)))).isEqualTo(open);
        anvil.mine(1);
        automine(true);

        assertThat(committed(anchor(ledger(), log.head(0, 5))).transactionId()).isEqualTo(open);
        assertThat(nonce()).isEqualTo(nonce + 1);
        try (Stream<Path> files = Files.list(state())) {
            assertThat(files.filter(file -> file.toString().endsWith(".transaction")))
                    .isEmpty();
        }
    }

    @Test
    void sendsTheSameBytesAgainWhenTheyWereLost() {
        OwnedLog log = registered();
        long nonce = nonce();
        automine(false);
        String open = unknown(anchor(ledger(0, Duration.ZERO), log.head(0, 5)));
        anvil.call("anvil_dropTransaction", JsonRpc.text(open));
        automine(true);

        assertThat(committed(anchor(ledger(), log.head(0, 5))).transactionId()).isEqualTo(open);
        assertThat(nonce()).isEqualTo(nonce + 1);
    }

    @Test
    void givesUpATransactionWhoseNonceAnotherOneHas() {
        OwnedLog log = registered();
        automine(false);
        String open = unknown(anchor(ledger(0, Duration.ZERO), log.head(0, 5)));
        anvil.call("anvil_dropTransaction", JsonRpc.text(open));
        String account = Account.ofHex(DevelopmentChain.KEYS.get(0)).address();
        anvil.call("eth_sendTransaction", JsonRpc.object().put("from", account).put("to", account));
        anvil.mine(1);
        automine(true);

        assertThat(committed(anchor(ledger(), log.head(0, 5))).transactionId()).isNotEqualTo(open);
    }

    @Test
    void sendsNothingMoreWhileATransactionIsOpen() {
        OwnedLog log = registered();
        long nonce = nonce();
        EvmLedger.Config config = anvil.config(contract, 0, state());
        EvmLedger oneByOne = EvmLedger.connect(new EvmLedger.Config(
                config.nodes(),
                config.chainId(),
                contract,
                config.account(),
                0,
                new EvmLedger.Limits(config.limits().gasPerDay(), EvmLedger.Limits.DEFAULT_MAX_FEE, 1, Duration.ZERO),
                EvmLedger.HeaderSignatures.by(),
                state(),
                Clock.systemUTC()));
        automine(false);

        List<AnchorOutcome> outcomes =
                oneByOne.anchor(List.of(log.head(0, 5), log.partition(1).head(0, 2)));

        assertThat(unknown(outcomes.get(0))).isEqualTo(unknown(outcomes.get(1)));
        automine(true);
        anvil.mine(1);
        assertThat(nonce()).isEqualTo(nonce + 1);
        committed(anchor(ledger(), log.partition(1).head(0, 2)));
    }

    @Test
    void aReorganisationOfDepthThreeTakesAnAnchorAwayAndItComesBack() {
        OwnedLog log = registered();
        EvmLedger hasty = ledger();
        committed(anchor(hasty, log.head(0, 3)));
        committed(anchor(hasty, log.head(3, 5)));
        anvil.mine(2);
        assertThat(hasty.latest(log.origin()).orElseThrow().size()).isEqualTo(5);

        reorganise(3);

        assertThat(hasty.latest(log.origin()).orElseThrow().size()).isEqualTo(3);
        assertThat(hasty.read(log.origin(), 5)).isEmpty();
        assertThat(hasty.receipt(log.origin(), 5)).isEmpty();
        committed(anchor(hasty, log.head(3, 5)));
        assertThat(hasty.history(log.origin(), 0, 10))
                .extracting(AnchorRecord::size)
                .containsExactly(3L, 5L);
    }

    @Test
    void withFourBlocksOfFinalityAReorganisationOfDepthThreeIsNeverSeen() {
        OwnedLog log = registered();
        EvmLedger patient = ledger(4, Duration.ZERO);
        anvil.mine(4);
        String open = unknown(anchor(patient, log.head(0, 3)));
        anvil.mine(2);
        assertThat(patient.latest(log.origin())).isEmpty();
        assertThat(unknown(anchor(patient, log.head(0, 3)))).isEqualTo(open);

        reorganise(3);
        assertThat(unknown(anchor(patient, log.head(0, 3)))).isEqualTo(open);
        anvil.mine(5);

        assertThat(committed(anchor(patient, log.head(0, 3))).transactionId()).isEqualTo(open);
        assertThat(patient.latest(log.origin()).orElseThrow().size()).isEqualTo(3);
    }

    @Test
    void keepsItsGasBudgetOverRestartsUntilMidnight() {
        OwnedLog log = registered();
        Instant noon = Instant.parse("2031-12-01T12:00:00Z");
        EvmLedger.Config config = anvil.config(contract, 0, state());
        EvmLedger today =
                EvmLedger.connect(with(config, 0, 200_000, Duration.ofMinutes(2), Clock.fixed(noon, ZoneOffset.UTC)));
        EvmLedger restarted = EvmLedger.connect(
                with(config, 0, 200_000, Duration.ofMinutes(2), Clock.fixed(noon.plusSeconds(60), ZoneOffset.UTC)));
        EvmLedger tomorrow = EvmLedger.connect(
                with(config, 0, 200_000, Duration.ofMinutes(2), Clock.fixed(noon.plusSeconds(86_400), ZoneOffset.UTC)));

        committed(anchor(today, log.head(0, 3)));
        AnchorOutcome over = anchor(restarted, log.head(3, 5));

        assertThat(over).isInstanceOf(AnchorOutcome.Deferred.class);
        assertThat(((AnchorOutcome.Deferred) over).why())
                .matches("anchor 1 heads: gas budget: \\d+ of 200000 used on 2031-12-01, \\d+ more needed;"
                        + " it begins again at midnight UTC");
        committed(anchor(tomorrow, log.head(3, 5)));
    }

    @Test
    void saysThatAnAccountHasNoFunds() {
        OwnedLog log = registered();
        String poor = Account.ofHex(DevelopmentChain.KEYS.get(0)).address();
        anvil.call("anvil_setBalance", JsonRpc.text(poor), JsonRpc.text("0x1"));

        assertThatThrownBy(() -> anchor(ledger(), log.head(0, 3)))
                .isInstanceOf(LedgerException.class)
                .hasMessageMatching("anchor 1 heads: account " + poor
                        + " on chain 31337 has insufficient funds: 1 wei, up to \\d+ needed; heads wait until"
                        + " it has more");
    }

    @Test
    void saysThatItIsAnotherChain() {
        EvmLedger.Config config = anvil.config(contract, 0, state());
        EvmLedger other = EvmLedger.connect(new EvmLedger.Config(
                config.nodes(),
                5,
                contract,
                config.account(),
                0,
                DevelopmentChain.limits(Duration.ZERO),
                EvmLedger.HeaderSignatures.by(),
                directory.resolve("other"),
                Clock.systemUTC()));

        assertThatThrownBy(() -> anchor(other, OwnedLog.of("acme.example", "d").head(0, 1)))
                .isInstanceOf(LedgerException.class)
                .hasMessage("the node's chain has id 31337, configured is 5: nothing is sent there");
    }

    @Test
    void saysThatThereIsNoContractOrAnotherOne() {
        String nobody = "0x" + "1".repeat(40);
        OwnedLog log = OwnedLog.of("acme.example", "d");

        assertThatThrownBy(() -> anchor(EvmLedger.connect(anvil.config(nobody, 0, state())), log.head(0, 1)))
                .isInstanceOf(LedgerException.class)
                .hasMessage("chain 31337 has no contract at " + nobody
                        + ": deploy it, or correct `contract`; nothing is anchored there until then");
        anvil.call("anvil_setCode", JsonRpc.text(nobody), JsonRpc.text("0x00"));
        assertThatThrownBy(() -> anchor(EvmLedger.connect(anvil.config(nobody, 0, state())), log.head(0, 1)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("contract " + nobody + " on chain 31337 has code bc36789e")
                .hasMessageContaining("it is another contract, or of another version");
    }

    @Test
    void saysThatADevelopmentChainBeganAgain() throws IOException {
        OwnedLog log = registered();
        try (DevelopmentChain again = DevelopmentChain.anvil("--timestamp", "1700000000")) {
            EvmLedger there = EvmLedger.connect(again.config(contract, 0, state()));

            assertThatThrownBy(() -> anchor(there, log.head(0, 3)))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("chain 31337 began again: its block 0 is 0x")
                    .hasMessageContaining(
                            "What was anchored there is gone; to begin again too, configure its new contract with"
                                    + " another folder than "
                                    + state());
        }
    }

    @Test
    void isUnavailableWhileNobodyAnswersAndLosesNoHead() {
        OwnedLog log = registered();
        URI node = anvil.node();
        anvil.close();
        anvil = null;

        assertThatThrownBy(() -> anchor(
                        EvmLedger.connect(new EvmLedger.Config(
                                List.of(node),
                                DevelopmentChain.CHAIN_ID,
                                contract,
                                Account.ofHex(DevelopmentChain.KEYS.get(0)),
                                0,
                                DevelopmentChain.limits(Duration.ZERO),
                                EvmLedger.HeaderSignatures.by(),
                                state(),
                                Clock.systemUTC())),
                        log.head(0, 3)))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContaining("no node of the chain answers eth_chainId: " + node);
    }

    @Test
    void takesNoNameForAnAccountThatIsNotAMemberUntilMembersApproveIt() {
        String contract2 = EvmLedger.deploy(anvil.config(contract, 0, directory.resolve("second")), List.of());
        EvmLedger stranger = EvmLedger.connect(anvil.config(contract2, 1, directory.resolve("stranger")));
        OwnedLog log = OwnedLog.of("rival.example", "d");
        String account = Account.ofHex(DevelopmentChain.KEYS.get(1)).address();

        RegistrationOutcome outcome = stranger.register(log.registration());

        assertThat(outcome).isInstanceOf(RegistrationOutcome.Refused.class);
        assertThat(((RegistrationOutcome.Refused) outcome).why())
                .isEqualTo(new Refusal(
                        Refusal.Code.NOT_OWNER,
                        "rival.example is new, and account " + account
                                + " is not a member of the contract: members approve it with approveMember"));
        anvil.call(
                "eth_sendTransaction",
                JsonRpc.object()
                        .put("from", Account.ofHex(DevelopmentChain.KEYS.get(0)).address())
                        .put("to", contract2)
                        .put("data", JsonRpc.hex(Abi.call("approveMember(address)", List.of(Abi.account(account))))));
        assertThat(stranger.register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
    }
}
