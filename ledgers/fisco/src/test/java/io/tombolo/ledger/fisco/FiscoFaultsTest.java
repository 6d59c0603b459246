package io.tombolo.ledger.fisco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.evm.DevelopmentChain;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.fisco.bcos.sdk.v3.client.exceptions.ClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong between a ledger and nodes. */
class FiscoFaultsTest {
    private static final String KEY = DevelopmentChain.KEYS.get(0);
    private static final String NO_CONTRACT = "0x" + "0".repeat(40);

    @TempDir
    private Path folder;

    private SimulatedNode node;
    private FiscoLedger.Config config;
    private FiscoLedger ledger;

    @BeforeEach
    void start() throws IOException {
        start(Cryptography.STANDARD);
    }

    private void start(Cryptography cryptography) throws IOException {
        node = new SimulatedNode(cryptography);
        node.sealers().know(KEY);
        FiscoLedger.Config before = config(NO_CONTRACT, Duration.ofSeconds(30));
        config = before.with(FiscoLedger.deploy(before, List.of(), node::client));
        ledger = FiscoLedger.connect(config, node::client);
    }

    private FiscoLedger.Config config(String contract, Duration patience) {
        FiscoLedger.Config usual = SimulatedNodeTest.config(node, KEY, contract, folder.resolve("transactions"));
        return new FiscoLedger.Config(
                usual.nodes(),
                usual.chainId(),
                usual.groupId(),
                usual.cryptography(),
                contract,
                KEY,
                Optional.empty(),
                usual.members(),
                new FiscoLedger.Limits(100, patience, Duration.ofSeconds(2)),
                usual.stateDirectory(),
                usual.clock());
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    private OwnedLog registered(FiscoLedger by) {
        OwnedLog log = OwnedLog.of("acme.example", "faults");
        assertThat(by.register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
        return log;
    }

    @Test
    void givesReceiptsInTheNationalProfile() throws IOException {
        stop();
        start(Cryptography.NATIONAL);
        OwnedLog log = registered(ledger);

        assertThat(ledger.anchor(List.of(log.head(0, 3))).get(0)).isInstanceOf(AnchorOutcome.Committed.class);

        byte[] receipt = ledger.receipt(log.origin(), 3).orElseThrow();
        assertThat(new FiscoReceiptVerifier().check(receipt, config.trust(config.contract(), Optional.empty())))
                .isInstanceOf(ReceiptCheck.Vouched.class);
    }

    @Test
    void sendsTheSameBytesAgainUntilTheirFateIsKnown() {
        OwnedLog log = registered(ledger);
        List<String> sent = new ArrayList<>();
        node.fault("sendTransaction", (arguments, answer) -> {
            sent.add((String) arguments[0]);
            if (sent.size() < 3) {
                throw new ClientException("timeout");
            }
            return answer.get();
        });

        AnchorOutcome outcome = ledger.anchor(List.of(log.head(0, 3))).get(0);

        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        assertThat(sent).hasSize(3);
        assertThat(sent.stream().distinct()).hasSize(1);
    }

    @Test
    void findsATransactionWhoseAnswerWasLost() {
        OwnedLog log = registered(ledger);
        AtomicInteger sent = new AtomicInteger();
        node.fault("sendTransaction", (arguments, answer) -> {
            sent.incrementAndGet();
            answer.get();
            throw new ClientException("connection lost");
        });

        assertThat(ledger.anchor(List.of(log.head(0, 3))).get(0)).isInstanceOf(AnchorOutcome.Committed.class);
        assertThat(sent).hasValue(1);
    }

    @Test
    void anotherProcessSettlesWhatWasLeftOpen() throws IOException {
        OwnedLog log = registered(ledger);
        List<String> sent = new ArrayList<>();
        node.fault("sendTransaction", (arguments, answer) -> {
            sent.add((String) arguments[0]);
            throw new ClientException("timeout");
        });
        FiscoLedger impatient = FiscoLedger.connect(config(config.contract(), Duration.ofMillis(300)), node::client);
        AnchorOutcome open = impatient.anchor(List.of(log.head(0, 3))).get(0);
        assertThat(open).isInstanceOf(AnchorOutcome.Unknown.class);
        assertThat(kept()).hasSize(1);
        node.noFaults();
        node.fault("sendTransaction", (arguments, answer) -> {
            sent.add((String) arguments[0]);
            return answer.get();
        });

        AnchorOutcome settled = FiscoLedger.connect(config, node::client)
                .anchor(List.of(log.head(0, 3)))
                .get(0);

        assertThat(settled).isInstanceOf(AnchorOutcome.Committed.class);
        assertThat(((AnchorOutcome.Committed) settled).anchor().transactionId())
                .isEqualTo(((AnchorOutcome.Unknown) open).transactionId());
        assertThat(sent.stream().distinct()).hasSize(1);
        assertThat(kept()).isEmpty();
    }

    @Test
    void aTransactionIsVoidAfterItsLastBlock() throws IOException {
        OwnedLog log = registered(ledger);
        node.fault("sendTransaction", (arguments, answer) -> {
            throw new ClientException("timeout");
        });
        FiscoLedger impatient = FiscoLedger.connect(config(config.contract(), Duration.ofMillis(300)), node::client);
        impatient.anchor(List.of(log.head(0, 3)));
        node.noFaults();
        node.passBlocks(600);

        AnchorOutcome outcome = ledger.anchor(List.of(log.head(0, 3))).get(0);

        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        assertThat(kept()).isEmpty();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("transactions"))) {
            return files.toList();
        }
    }

    @Test
    void saysThatNoNodeIsReachable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        FiscoLedger.Config there = new FiscoLedger.Config(
                List.of("127.0.0.1:" + port),
                config.chainId(),
                config.groupId(),
                config.cryptography(),
                config.contract(),
                KEY,
                Optional.empty(),
                config.members(),
                config.limits(),
                folder.resolve("away"),
                config.clock());

        try (FiscoLedger away = FiscoLedger.connect(there)) {
            assertThatThrownBy(() -> away.latest("acme.example/faults/0"))
                    .isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageStartingWith("no node of [127.0.0.1:" + port + "] answers call: ")
                    .hasMessageContaining("connection refused");
            assertThat(away.peers().get(0).answers()).isFalse();
        }
    }

    @Test
    void saysThatTheChainTheGroupOrTheCryptographyIsAnother() {
        refused(FiscoLedger.connect(config, () -> node.client("chain1", SimulatedNode.GROUP)))
                .hasMessage("the nodes' chain has id chain1, configured is chain0: nothing is sent there");
        refused(FiscoLedger.connect(config, () -> node.client(SimulatedNode.CHAIN, "group7")))
                .hasMessage("the nodes' group is group7, configured is group0: nothing is sent there");
        FiscoLedger.Config national = new FiscoLedger.Config(
                config.nodes(),
                config.chainId(),
                config.groupId(),
                Cryptography.NATIONAL,
                config.contract(),
                KEY,
                Optional.empty(),
                config.members(),
                config.limits(),
                config.stateDirectory(),
                config.clock());
        refused(FiscoLedger.connect(national, node::client))
                .hasMessage("the nodes' cryptography is STANDARD, configured is NATIONAL: nothing is sent there");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(FiscoLedger ledger) {
        return assertThatThrownBy(() -> ledger.latest("acme.example/faults/0")).isInstanceOf(LedgerException.class);
    }

    @Test
    void saysThatTheContractIsNotThere() {
        OwnedLog log = OwnedLog.of("acme.example", "faults");
        String elsewhere = "0x" + "12".repeat(20);

        assertThatThrownBy(() -> FiscoLedger.connect(config.with(elsewhere), node::client)
                        .register(log.registration()))
                .hasMessage("group group0 of chain chain0 has no contract at " + elsewhere
                        + ": deploy it, or correct `contract`; nothing is anchored there until then");
    }

    @Test
    void saysThatAnAccountIsMissingOrNotAMember() {
        assertThatThrownBy(() -> FiscoAccount.of("", Cryptography.STANDARD))
                .hasMessage("account key: must be 64 hex digits, with or without 0x before them");
        String other = DevelopmentChain.KEYS.get(1);
        node.sealers().know(other);
        FiscoLedger stranger = FiscoLedger.connect(
                SimulatedNodeTest.config(node, other, config.contract(), folder.resolve("stranger")), node::client);

        RegistrationOutcome outcome =
                stranger.register(OwnedLog.of("rival.example", "faults").registration());

        assertThat(((RegistrationOutcome.Refused) outcome).why())
                .isEqualTo(new Refusal(
                        Refusal.Code.NOT_OWNER,
                        "rival.example is new, and account "
                                + FiscoAccount.of(other, Cryptography.STANDARD).address()
                                + " is not a member of the contract: members approve it with approveMember"));
    }

    @Test
    void saysWhatNodesNeverTake() throws IOException {
        OwnedLog log = registered(ledger);
        node.fault("sendTransaction", (arguments, answer) -> {
            throw new ClientException(10006, "InvalidChainId", "InvalidChainId");
        });

        assertThatThrownBy(() -> ledger.anchor(List.of(log.head(0, 3))))
                .hasMessageStartingWith("chain chain0, group group0, STANDARD: no node takes such a transaction: ")
                .hasMessageContaining("InvalidChainId (code 10006)");
        assertThat(kept()).isEmpty();
    }

    @Test
    void refusesAHeadThatCouldNotBeProven() {
        OwnedLog log = OwnedLog.of("acme.example", "ab".repeat(20));
        ledger.register(log.registration());

        AnchorOutcome outcome = ledger.anchor(List.of(log.head(0, 3))).get(0);

        assertThat(((AnchorOutcome.Refused) outcome).why())
                .isEqualTo(new Refusal(
                        Refusal.Code.MALFORMED,
                        log.origin() + ": its origin or its note has 40 hexadecimal digits in a row, which can't be"
                                + " proven on a FISCO BCOS chain"));
    }
}
