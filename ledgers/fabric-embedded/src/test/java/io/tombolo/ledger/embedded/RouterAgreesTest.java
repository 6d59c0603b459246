package io.tombolo.ledger.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.ledger.chaincode.AnchorFunctions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hyperledger.fabric.contract.ContractRouter;
import org.hyperledger.fabric.protos.gateway.ProposedTransaction;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.shim.Chaincode;
import org.hyperledger.fabric.shim.ChaincodeServer;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fabric's router, which a real network starts, and our short cut past it give the same answers and writes. */
class RouterAgreesTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    private static Path directory;

    private static EmbeddedLedger ledger;
    private static RegisteringClient client;
    private static ContractRouter router;

    @BeforeAll
    static void start() throws Exception {
        ledger = EmbeddedLedger.open(new EmbeddedLedger.Config(
                directory, "127.0.0.1", 0, "tombolo", "anchors", List.of("one.example"), Clock.systemUTC()));
        client = new RegisteringClient(ledger, ledger.enrol("acme.example"));
        router = new ContractRouter(new String[] {"-i", "anchors:1"});
        router.startRouterWithChaincodeServer(new ChaincodeServer() {
            @Override
            public void start() {}

            @Override
            public void stop() {}
        });
    }

    @AfterAll
    static void stop() {
        client.close();
        ledger.close();
    }

    static Stream<List<String>> calls() {
        return Stream.of(
                List.of("RegisterDataset", "acme.example", "flights", KEY),
                List.of("RegisterDataset", "not a domain", "flights", KEY),
                List.of("tombolo:RegisterDataset", "acme.example", "flights", KEY),
                List.of("RotateLogKey", "acme.example", "flights", KEY, "0"),
                List.of("RotateLogKey", "acme.example", "flights", KEY, "tomorrow"),
                List.of("LogKeys", "acme.example", "flights"),
                List.of("VoteNameRule", "2 acme.example one.example"),
                List.of("VoteNameRule", "off"),
                List.of("VoteNameRule", "3 acme.example one.example"),
                List.of("ApproveName", "acme.example", "acme.example"),
                List.of("RevokeName", "acme.example"),
                List.of("Names", "acme.example"),
                List.of("Anchor", "head 3\nold"),
                List.of("Anchor", "nonsense"),
                List.of("Anchor", ""),
                List.of("ReadAnchor", "acme.example/flights/0", "7"),
                List.of("ReadAnchor", "acme.example/flights/0", "seven"),
                List.of("AnchorReceipt", "acme.example/flights/0", "7"),
                List.of("LatestAnchor", "acme.example/flights/0"),
                List.of("LatestAnchors", "acme.example/flights/0\nacme.example/flights/1\n"),
                List.of("History", "acme.example/flights/0", "0", "10"),
                List.of("Forks", "acme.example/flights/0"),
                List.of("NoSuchFunction", "x"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void givesTheSameAnswerAndWrites(List<String> call) throws Exception {
        ParsedProposal proposal = proposal(call);

        Run ours = run(proposal, new AnchorFunctions()::invoke);
        Run routers = run(proposal, router::invoke);

        assertThat(ours.response().getStatusCode()).isEqualTo(routers.response().getStatusCode());
        assertThat(ours.response().getPayload()).isEqualTo(routers.response().getPayload());
        assertThat(ours.results()).isEqualTo(routers.results());
    }

    /** The result of one call. */
    private record Run(Chaincode.Response response, TxReadWriteSet results) {}

    private static ParsedProposal proposal(List<String> call) throws Exception {
        byte[] proposed = client.contract()
                .newProposal(call.get(0))
                .addArguments(call.subList(1, call.size()).toArray(String[]::new))
                .build()
                .getBytes();
        return ParsedProposal.of(ProposedTransaction.parseFrom(proposed).getProposal());
    }

    private static Run run(ParsedProposal proposal, Function<ChaincodeStub, Chaincode.Response> chaincode) {
        Simulation simulation = new Simulation(new WorldState());
        SimulationStub stub = new SimulationStub(proposal, simulation);
        return new Run(chaincode.apply(stub.asStub()), simulation.results("anchors"));
    }
}
