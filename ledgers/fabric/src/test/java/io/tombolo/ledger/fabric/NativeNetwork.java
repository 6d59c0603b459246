package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real peers and orderers on this machine, by {@code docker/fabric/network}; one network for all tests of a JVM. Tests that
 * ask for it are skipped, and say so, where Fabric's binaries aren't found.
 */
final class NativeNetwork implements AutoCloseable {
    static final List<String> ORGANISATIONS = List.of("carriers", "weather", "registry");

    private static final String[] BINARIES = {"peer", "orderer", "configtxgen", "cryptogen", "osnadmin"};
    private static final Pattern LEADER = Pattern.compile("Raft leader changed: [0-9]+ -> ([1-9][0-9]*)");
    private static final Pattern BASE_PORT = Pattern.compile("BASE=([0-9]+)");

    private final Path directory;
    private final int basePort;
    private final boolean ours;

    private NativeNetwork(Path directory, boolean ours) {
        this.directory = directory;
        this.basePort = basePort(directory);
        this.ours = ours;
    }

    /** This JVM's network, started by the first that asks and stopped after the last test. Surefire runs each class apart, in one session. */
    static NativeNetwork of(ExtensionContext context) {
        Assumptions.assumeTrue(
                binaries().isPresent(),
                "NOT RUN: Fabric's " + String.join(", ", BINARIES)
                        + " are neither in TOMBOLO_FABRIC_BIN nor on the PATH");
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
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
            handle.onExit().get(5, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(process + " does not end", e);
        }
    }

    /** Starts that class's main in place of a process, with its environment; {@link #restart} after a kill brings it back. */
    void runInstead(String process, Class<?> main) {
        kill(process);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        read(directory.resolve("env/" + process + ".env")).lines().forEach(line -> {
            int equals = line.indexOf('=');
            builder.environment().put(line.substring(0, equals), line.substring(equals + 1));
        });
        try {
            Process started = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log/" + process + ".log").toFile()))
                    .start();
            Files.writeString(directory.resolve("run/" + process + ".pid"), Long.toString(started.pid()));
            Process began = new ProcessBuilder("ps", "-o", "lstart=", "-p", Long.toString(started.pid()))
                    .redirectOutput(
                            directory.resolve("run/" + process + ".began").toFile())
                    .start();
            began.onExit().get(5, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(process + " can't be replaced", e);
        }
    }

    /** Which orderer leads the others, by its number. */
    int leader() {
        Matcher matcher = LEADER.matcher(read(directory.resolve("log/orderer0.log")));
        int leader = 0;
        while (matcher.find()) {
            leader = Integer.parseInt(matcher.group(1));
        }
        if (leader == 0) {
            throw new IllegalStateException("orderer0 never reported who leads");
        }
        return leader - 1;
    }

    /** Tries again until peers, chaincode and gossip have found each other. */
    <T> T patiently(Callable<T> call) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(call, result -> true);
    }

    /** Starts what isn't running, and waits until every gateway finds enough peers. */
    void restart() {
        run("up", directory);
        awaitWarmGateways();
    }

    private void awaitWarmGateways() {
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            awaitWarmGateway(i);
        }
    }

    private void awaitWarmGateway(int organisation) {
        FabricLedger.Config config = new FabricLedger.Config(
                List.of(gateway(organisation)),
                "tombolo",
                "anchors",
                identity(organisation, "User1"),
                List.of(),
                directory,
                Duration.ofSeconds(30));
        try (GatewayConnection connection = new GatewayConnection(gateway(organisation), config)) {
            patiently(() -> connection
                    .contract()
                    .newProposal("LatestAnchors")
                    .addArguments("warm")
                    .build()
                    .endorse());
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
            return new NativeNetwork(Path.of(running), false);
        }
        return start("--orderers", "3");
    }

    /** Another network, for a test alone, which closes it. Options as {@code docker/fabric/network up} takes them. */
    static NativeNetwork start(String... options) {
        try {
            Path directory = Files.createTempDirectory("tombolo-fabric-");
            // Should this JVM be killed, the network goes with it.
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("--while", Long.toString(ProcessHandle.current().pid())));
            run("up", directory, all.toArray(String[]::new));
            NativeNetwork network = new NativeNetwork(directory, true);
            network.awaitWarmGateways();
            return network;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String run(String command, Path directory, String... more) {
        Path root = Path.of(System.getProperty("tombolo.root", "../.."));
        List<String> line = new ArrayList<>(
                List.of(root.resolve("docker/fabric/network").toString(), command, "--dir", directory.toString()));
        line.addAll(List.of(more));
        return output(new ProcessBuilder(line), "network " + command);
    }

    /** What a program writes on both of its streams, once it has ended well; a failure has it behind the program's name. */
    static String output(ProcessBuilder program, String name) {
        try {
            Path output = Files.createTempFile("program", ".log");
            Process process = program.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            String written = read(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(name + ": " + written);
            }
            return written;
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name, e);
        }
    }

    private static int basePort(Path directory) {
        Matcher matcher = BASE_PORT.matcher(read(directory.resolve("settings")));
        if (!matcher.find()) {
            throw new IllegalStateException("no ports in " + directory.resolve("settings"));
        }
        return Integer.parseInt(matcher.group(1));
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

    static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("can't read " + file, e);
        }
    }

    @Override
    public void close() {
        if (ours) {
            run("down", directory, "--delete");
        }
    }
}
