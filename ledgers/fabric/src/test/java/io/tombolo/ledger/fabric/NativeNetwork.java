package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real peers and orderers on this machine, by {@code docker/fabric/network}; one network for all tests of a run. Tests that
 * ask for it are skipped, and say so, where Fabric's binaries aren't found.
 */
final class NativeNetwork implements AutoCloseable {
    static final List<String> ORGANISATIONS = List.of("carriers", "weather", "registry");

    private static final String[] BINARIES = {"peer", "orderer", "configtxgen", "cryptogen", "osnadmin"};
    private static final int PORTS = 60;

    private final Path directory;
    private final int basePort;
    private final boolean ours;

    private NativeNetwork(Path directory, int basePort, boolean ours) {
        this.directory = directory;
        this.basePort = basePort;
        this.ours = ours;
    }

    /** The run's network, started by whoever asks first and stopped when the run ends. */
    static NativeNetwork of(ExtensionContext context) {
        Assumptions.assumeTrue(
                binaries().isPresent(),
                "NOT RUN: Fabric's " + String.join(", ", BINARIES)
                        + " are neither in TOMBOLO_FABRIC_BIN nor on the PATH");
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(NativeNetwork.class, key -> start(), NativeNetwork.class);
    }

    FabricUnderTest fabric() {
        List<GatewayPeer> gateways = new ArrayList<>();
        List<FabricIdentity> identities = new ArrayList<>();
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            gateways.add(gateway(i));
            identities.add(identity(i, "User1"));
        }
        return new FabricUnderTest("tombolo", "anchors", gateways, identities);
    }

    FabricIdentity identity(int organisation, String user) {
        String name = ORGANISATIONS.get(organisation);
        return FabricIdentity.ofMspFolder(
                mspId(organisation), home(name).resolve("users/" + user + "@" + name + ".example/msp"));
    }

    static String mspId(int organisation) {
        String name = ORGANISATIONS.get(organisation);
        return Character.toUpperCase(name.charAt(0)) + name.substring(1) + "MSP";
    }

    /** The authority's certificate, PEM. */
    String authority(int organisation) {
        String name = ORGANISATIONS.get(organisation);
        return read(home(name).resolve("msp/cacerts/ca." + name + ".example-cert.pem"));
    }

    /** Kills one process hard, as a machine's end would. */
    void kill(String process) {
        Path file = directory.resolve("run/" + process + ".pid");
        ProcessHandle handle =
                ProcessHandle.of(Long.parseLong(read(file).trim())).orElseThrow();
        handle.destroyForcibly();
        try {
            handle.onExit().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(process + " does not end", e);
        }
    }

    /** Starts what isn't running, and waits until every gateway finds enough peers. */
    void restart() {
        run("up", directory, basePort);
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            awaitWarmGateway(i);
        }
    }

    private void awaitWarmGateway(int organisation) {
        FabricLedgerConfig config = new FabricLedgerConfig(
                List.of(gateway(organisation)),
                "tombolo",
                "anchors",
                identity(organisation, "User1"),
                List.of(),
                directory,
                Duration.ofSeconds(30));
        try (GatewayConnection connection = new GatewayConnection(gateway(organisation), config)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> connection
                                    .contract()
                                    .newProposal("LatestAnchors")
                                    .addArguments("warm")
                                    .build()
                                    .endorse()
                            != null);
        }
    }

    private GatewayPeer gateway(int organisation) {
        String name = ORGANISATIONS.get(organisation);
        String tls = read(home(name).resolve("peers/peer0." + name + ".example/tls/ca.crt"));
        return GatewayPeer.tls("127.0.0.1:" + (basePort + 20 + organisation * 3), tls);
    }

    private Path home(String organisation) {
        return directory.resolve("crypto/peerOrganizations/" + organisation + ".example");
    }

    private static NativeNetwork start() {
        String running = System.getProperty("tombolo.fabric.network");
        if (running != null) {
            return new NativeNetwork(Path.of(running), Integer.getInteger("tombolo.fabric.base-port", 17050), false);
        }
        try {
            Path directory = Files.createTempDirectory("tombolo-fabric-");
            NativeNetwork network = new NativeNetwork(directory, freePorts(), true);
            try {
                network.restart();
            } catch (RuntimeException e) {
                network.close();
                throw e;
            }
            return network;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first of a run of ports of which none is in use right now. */
    private static int freePorts() {
        for (int base = 20_000 + (int) (ProcessHandle.current().pid() % 100) * PORTS; base < 32_000; base += PORTS) {
            if (IntStream.range(base, base + PORTS).allMatch(NativeNetwork::isFree)) {
                return base;
            }
        }
        throw new IllegalStateException("no " + PORTS + " free ports in a row below 32000");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String command, Path directory, int basePort, String... more) {
        Path root = Path.of(System.getProperty("tombolo.root", "../.."));
        List<String> line = new ArrayList<>(List.of(
                root.resolve("docker/fabric/network").toString(),
                command,
                "--dir",
                directory.toString(),
                "--base-port",
                Integer.toString(basePort)));
        line.addAll(List.of(more));
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().put("TOMBOLO_CHAINCODE_CLASSPATH", System.getProperty("java.class.path"));
            Path output = Files.createTempFile("network", ".log");
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("network " + command + ": " + read(output));
            }
            return read(output);
        } catch (IOException e) {
            throw new IllegalStateException("network " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("network " + command, e);
        }
    }

    private static Optional<Path> binaries() {
        String path = Optional.ofNullable(System.getenv("TOMBOLO_FABRIC_BIN")).orElse("")
                + File.pathSeparator
                + System.getenv("PATH");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .filter(folder -> Stream.of(BINARIES).allMatch(name -> Files.isExecutable(folder.resolve(name))))
                .findFirst();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("can't read " + file, e);
        }
    }

    @Override
    public void close() {
        if (ours) {
            run("down", directory, basePort, "--delete");
        }
    }
}
