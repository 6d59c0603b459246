package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.ledger.wire.HeadAnswers;
import io.tombolo.ledger.wire.HeadText;
import java.nio.file.Path;
import java.util.List;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member whose own peer runs a chaincode that accepts what the rules refuse. Its lies are ordered and put into blocks like
 * anything else, and count for nothing: the honest members are a quorum, the liar is none.
 */
class NativeLyingMemberIT {
    private static final int LIAR = 1;
    private static final int HONEST = 2;

    @RegisterExtension
    static final NativeNetworkExtension FABRIC = new NativeNetworkExtension();

    @TempDir
    private Path directory;

    private Ledger honest;
    private Ledger liar;
    private GatewayConnection liarsGateway;
    private OwnedLog log;

    @BeforeEach
    void anchorThenLie() {
        honest = FabricLedger.connect(config(HONEST));
        liar = FabricLedger.connect(config(LIAR));
        log = OwnedLog.of("liar-" + System.nanoTime() + ".example", "rewritten");
        liar.register(log.registration());
        assertThat(liar.anchor(List.of(log.head(0, 8))).get(0)).isInstanceOf(AnchorOutcome.Committed.class);
        FABRIC.network().runInstead("chaincode-weather", LyingChaincode.class);
        liarsGateway =
                new GatewayConnection(FABRIC.network().fabric().gateways().get(LIAR), config(LIAR));
    }

    @AfterEach
    void heal() {
        liarsGateway.close();
        liar.close();
        honest.close();
        FABRIC.network().kill("chaincode-weather");
        FABRIC.network().restart();
    }

    @Test
    void getsItsOwnPeersEndorsementWhichAloneIsRefusedOnTheChain() throws Exception {
        HeadToAnchor rewritten = log.rewrittenFrom(3).head(0, 12);

        Transaction endorsed = FABRIC.network()
                .patiently(() -> proposal(rewritten, "WeatherMSP").endorse());
        CommitException refused = catchThrowableOfType(CommitException.class, endorsed::submit);

        assertThat(HeadAnswers.decode(new String(endorsed.getResult(), UTF_8)).anchorsAnything())
                .isTrue();
        assertThat(refused.getCode().name()).isEqualTo("ENDORSEMENT_POLICY_FAILURE");
        assertThat(honest.latest(log.origin()).orElseThrow().root()).isEqualTo(log.root(8));
    }

    @Test
    void findsNoHonestPeerThatSaysTheSame() {
        HeadToAnchor rewritten = log.rewrittenFrom(3).head(0, 12);
        FABRIC.network().patiently(() -> proposal(rewritten, "WeatherMSP").endorse());

        EndorseException refused = catchThrowableOfType(
                EndorseException.class,
                () -> proposal(rewritten, "WeatherMSP", "CarriersMSP").endorse());

        assertThat(refused.getStatus().getCode()).isEqualTo(Code.ABORTED);
        assertThat(refused.getMessage() + refused.getDetails()).contains("ProposalResponsePayloads do not match");
        assertThat(honest.latest(log.origin()).orElseThrow().size()).isEqualTo(8);
    }

    @Test
    void cannotKeepTheHonestMembersFromAnchoring() {
        OwnedLog theirs = OwnedLog.of("honest-" + System.nanoTime() + ".example", "kept");

        try (Ledger both = FabricLedger.connect(config(HONEST))) {
            FABRIC.network().patiently(() -> both.register(theirs.registration()));
            AnchorOutcome outcome = FABRIC.network()
                    .patiently(() -> both.anchor(List.of(theirs.head(0, 3))).get(0));

            assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        }
    }

    private Proposal proposal(HeadToAnchor head, String... members) {
        return liarsGateway
                .contract()
                .newProposal("Anchor")
                .addArguments(HeadText.encode(List.of(head)))
                .setEndorsingOrganizations(members)
                .build();
    }

    private FabricLedger.Config config(int member) {
        FabricUnderTest fabric = FABRIC.network().fabric();
        return new FabricLedger.Config(
                List.of(fabric.gateways().get(member)),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(member),
                fabric.members(),
                directory.resolve("state-" + member),
                FabricLedger.Config.DEFAULT_PATIENCE);
    }
}
