package io.tombolo.ledger.evm;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.note.NoteSigner;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A development chain of Foundry's anvil or of geth on a random port of loopback; where the program is missing, tests are skipped with a message. */
public final class DevelopmentChain implements AutoCloseable {
    /** The keys that every anvil gives funds to, as it prints them. */
    public static final List<String> KEYS = List.of(
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
            "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

    /** Of anvil; geth has 1337. */
    public static final long CHAIN_ID = 31337;

    private static final long GETH = 1337;
    private static final Pattern LISTENING =
            Pattern.compile("(?:Listening on |HTTP server started +endpoint=)(127\\.0\\.0\\.1:[0-9]+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Process> processes;
    private final URI node;
    private final long id;

    private DevelopmentChain(List<Process> processes, URI node, long id) {
        this.processes = List.copyOf(processes);
        this.node = node;
        this.id = id;
    }

    /** This node of a network, which ends with the others. */
    DevelopmentChain with(List<DevelopmentChain> others) {
        List<Process> all = new ArrayList<>(processes);
        others.forEach(other -> all.addAll(other.processes));
        return new DevelopmentChain(all, node, id);
    }

    static Path binary(String name, String whence) {
        String path = Optional.ofNullable(System.getenv("TOMBOLO_EVM_BIN")).orElse("")
                + File.pathSeparator
                + System.getenv("PATH");
        Optional<Path> found = Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                found.isPresent(),
                "NOT RUN: " + name + " is neither in TOMBOLO_EVM_BIN nor on the PATH; " + whence + " brings it");
        return found.orElseThrow();
    }

    /** Starts anvil, which puts each transaction into a block at once, with more of its options. */
    public static DevelopmentChain anvil(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binary("anvil", "npm install @foundry-rs/anvil@1.7.1").toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0"));
        command.addAll(List.of(options));
        return start(command, CHAIN_ID);
    }

    /** Starts geth as a development chain, and gives funds to {@link #KEYS}. */
    static DevelopmentChain geth() throws IOException {
        DevelopmentChain chain = start(
                List.of(
                        binary("geth", "go install github.com/ethereum/go-ethereum/cmd/geth@v1.17.10")
                                .toString(),
                        "--dev",
                        "--ipcdisable",
                        "--http",
                        "--http.addr",
                        "127.0.0.1",
                        "--http.port",
                        "0"),
                GETH);
        String rich = chain.call("eth_accounts").path(0).asText();
        for (String key : KEYS) {
            chain.call(
                    "eth_sendTransaction",
                    JsonRpc.object()
                            .put("from", rich)
                            .put("to", Account.ofHex(key).address())
                            .put("value", "0x" + Long.toHexString(1_000_000_000_000_000_000L) + "00"));
        }
        // Its blocks are made beside the answers.
        for (String key : KEYS) {
            JsonNode account = JsonRpc.text(Account.ofHex(key).address());
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> JsonRpc.bigNumber(chain.call("eth_getBalance", account, JsonRpc.text("latest")))
                                    .signum()
                            > 0);
        }
        return chain;
    }

    private static DevelopmentChain start(List<String> command, long id) throws IOException {
        return start(command, Map.of(), id);
    }

    /** Starts a node, and waits until it says where it listens. */
    static DevelopmentChain start(List<String> command, Map<String, String> environment, long id) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                drain(out);
                return new DevelopmentChain(List.of(process), URI.create("http://" + listening.group(1)), id);
            }
        }
        throw new IOException(command.get(0) + " ended: " + said);
    }

    private static void drain(BufferedReader out) {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (out.readLine() != null) {
                            // A full pipe would stop it.
                        }
                    } catch (IOException e) {
                        // It ended.
                    }
                },
                "output of a development chain");
        reader.setDaemon(true);
        reader.start();
    }

    public URI node() {
        return node;
    }

    /** Any call to its node. */
    public JsonNode call(String method, JsonNode... parameters) {
        return new JsonRpc(List.of(node)).call(method, parameters);
    }

    /** The bytes of an account or a contract. */
    static byte[] address(String hex) {
        return HexFormat.of().parseHex(hex.substring(2));
    }

    /** Blocks without transactions. */
    void mine(int blocks) {
        call("anvil_mine", JsonRpc.text(JsonRpc.hex(blocks)));
    }

    /** How to use it with the account of one of {@link #KEYS}; the contract is for {@link EvmLedger.Config} to be replaced. */
    public EvmLedger.Config config(String contract, int key, Path state, NoteSigner... signers) {
        return config(node, id, contract, key, state, signers);
    }

    static EvmLedger.Config config(URI node, long id, String contract, int key, Path state, NoteSigner... signers) {
        return new EvmLedger.Config(
                List.of(node),
                id,
                contract,
                Account.ofHex(KEYS.get(key)),
                0,
                limits(PATIENCE),
                EvmLedger.HeaderSignatures.by(signers),
                state,
                Clock.systemUTC());
    }

    /** As much gas as it takes. */
    static EvmLedger.Limits limits(Duration patience) {
        return new EvmLedger.Limits(
                Long.MAX_VALUE / 2, EvmLedger.Limits.DEFAULT_MAX_FEE, EvmLedger.Limits.DEFAULT_HEADS_AT_ONCE, patience);
    }

    /** Deploys a contract with the accounts of all keys as members. */
    public String deploy(Path state) {
        List<String> members =
                KEYS.stream().map(key -> Account.ofHex(key).address()).toList();
        return EvmLedger.deploy(config("0x" + "0".repeat(40), 0, state), members);
    }

    /** From now on nobody answers. */
    public void stop() {
        processes.forEach(Process::destroy);
    }

    @Override
    public void close() {
        stop();
    }
}
