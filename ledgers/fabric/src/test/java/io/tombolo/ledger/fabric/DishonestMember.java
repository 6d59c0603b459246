package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal.Code;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.merkle.Hash;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two honest members and one that isn't: what it tries is refused on the ledger, by name, and leaves the honest anchor. */
abstract class DishonestMember {
    @TempDir
    private Path directory;

    private Ledger honest;
    private Ledger dishonest;
    private OwnedLog log;
    private OwnedLog own;

    abstract FabricUnderTest fabric();

    @BeforeEach
    void anchorHonestly() {
        honest = connect(0);
        dishonest = connect(1);
        log = registered(honest, "honest.example");
        own = registered(dishonest, "dishonest.example");
        assertThat(tries(honest, log.head(0, 8))).isInstanceOf(AnchorOutcome.Committed.class);
        assertThat(tries(dishonest, own.head(0, 8))).isInstanceOf(AnchorOutcome.Committed.class);
    }

    @AfterEach
    void close() {
        honest.close();
        dishonest.close();
    }

    @Test
    void cannotAnchorAnothersLog() {
        refused(dishonest, log.head(8, 9), Code.NOT_OWNER);
    }

    @Test
    void cannotTakeAnothersName() {
        OwnedLog taken = OwnedLog.of("honest.example", "taken-" + System.nanoTime());

        assertThat(dishonest.register(taken.registration()).toString()).contains("NOT_OWNER");
    }

    @Test
    void cannotForkItsOwnLog() {
        refused(dishonest, own.rewrittenFrom(3).head(0, 8), Code.FORK);
        assertThat(honest.forks(own.origin())).hasSize(1);
    }

    @Test
    void cannotRewriteItsOwnHistoryWithItsOwnKey() {
        refused(dishonest, own.rewrittenFrom(3).head(8, 12), Code.INCONSISTENT);
    }

    @Test
    void cannotGoBackInSize() {
        refused(dishonest, own.head(0, 5), Code.SMALLER_UNKNOWN_SIZE);
    }

    @Test
    void cannotUseAProofOfAnotherLog() {
        HeadToAnchor head = own.head(8, 12);
        HeadToAnchor mixed = new HeadToAnchor(
                head.origin(),
                12,
                head.root(),
                8,
                log.rewrittenFrom(0).head(8, 12).consistencyProof(),
                head.signedNote());

        refused(dishonest, mixed, Code.INCONSISTENT);
    }

    @Test
    void cannotReplayAnOldHeadAsNew() {
        AnchorOutcome.Committed first = (AnchorOutcome.Committed) tries(dishonest, own.head(0, 8));
        assertThat(tries(dishonest, own.head(8, 12))).isInstanceOf(AnchorOutcome.Committed.class);

        AnchorOutcome.Committed replayed = (AnchorOutcome.Committed) tries(dishonest, own.head(0, 8));

        assertThat(replayed.anchor().transactionId()).isEqualTo(first.anchor().transactionId());
        assertThat(honest.latest(own.origin()).orElseThrow().size()).isEqualTo(12);
    }

    @Test
    void cannotSendOversizedArguments() {
        HeadToAnchor head = own.head(8, 12);
        List<Hash> endless = Collections.nCopies(200, head.root());
        refused(
                dishonest,
                new HeadToAnchor(head.origin(), 12, head.root(), 8, endless, head.signedNote()),
                Code.MALFORMED);

        String bloated = head.signedNote() + "— padding " + "A".repeat(5000) + "\n";
        refused(
                dishonest,
                new HeadToAnchor(head.origin(), 12, head.root(), 8, head.consistencyProof(), bloated),
                Code.MALFORMED);
    }

    @Test
    void cannotAnchorUnderAnothersMembershipId() {
        FabricIdentity real = fabric().identities().get(1);
        FabricIdentity claimed = new FabricIdentity(fabric().members().get(0), real.certificate(), real.signer());

        try (Ledger impostor = connect(claimed, 1, "impostor")) {
            assertThat(catchThrowable(() -> tries(impostor, log.head(8, 9)))).isInstanceOf(LedgerException.class);
        }
        assertThat(honest.latest(log.origin()).orElseThrow().size()).isEqualTo(8);
    }

    private void refused(Ledger by, HeadToAnchor head, Code code) {
        AnchorOutcome outcome = tries(by, head);

        assertThat(outcome).isInstanceOf(AnchorOutcome.Refused.class);
        assertThat(((AnchorOutcome.Refused) outcome).why().code()).isEqualTo(code);
        assertThat(honest.latest(log.origin()).orElseThrow().root()).isEqualTo(log.root(8));
        assertThat(honest.latest(own.origin()).orElseThrow().root()).isEqualTo(own.root(8));
    }

    private static AnchorOutcome tries(Ledger ledger, HeadToAnchor head) {
        return ledger.anchor(List.of(head)).get(0);
    }

    private static OwnedLog registered(Ledger ledger, String organisation) {
        OwnedLog log = OwnedLog.of(organisation, "d-" + System.nanoTime());
        ledger.register(log.registration());
        return log;
    }

    private Ledger connect(int member) {
        return connect(fabric().identities().get(member), member, "state-" + member);
    }

    private Ledger connect(FabricIdentity identity, int gateway, String state) {
        FabricUnderTest fabric = fabric();
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(fabric.gateways().get(gateway)),
                fabric.channel(),
                fabric.chaincode(),
                identity,
                fabric.members(),
                directory.resolve(state),
                FabricLedger.Config.DEFAULT_PATIENCE));
    }
}
