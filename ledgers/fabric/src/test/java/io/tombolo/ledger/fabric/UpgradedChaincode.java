package io.tombolo.ledger.fabric;

import io.tombolo.ledger.chaincode.AnchorChaincode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A network of its own, and what the admins of its three members do to bring a second version of the chaincode onto the channel, by
 * Fabric's own tools: each packages, installs and approves its own, whose process speaks TLS and asks its peer for a certificate; one
 * of them commits.
 */
final class UpgradedChaincode implements AutoCloseable {
    private static final List<String> ORGANISATIONS = NativeNetwork.ORGANISATIONS;
    private static final int FIRST_PORT = 50;
    private static final String DEFINITION = "--name anchors --version 2 --sequence 2";

    private final Path directory;
    private final String network = Path.of(System.getProperty("tombolo.root", "../.."), "docker/fabric/network")
            .toString();
    private final int basePort;
    private final List<Process> processes = new ArrayList<>();

    UpgradedChaincode(Path directory) throws Exception {
        this.directory = directory;
        bash("TOMBOLO_CHAINCODE_CLASSPATH='" + System.getProperty("java.class.path") + "' " + network + " up --dir "
                + directory + " --while " + ProcessHandle.current().pid());
        Matcher port = Pattern.compile("BASE=([0-9]+)").matcher(Files.readString(directory.resolve("settings")));
        if (!port.find()) {
            throw new IllegalStateException("no ports in " + directory.resolve("settings"));
        }
        this.basePort = Integer.parseInt(port.group(1));
    }

    FabricUnderTest fabric() {
        List<GatewayPeer> gateways = new ArrayList<>();
        List<FabricIdentity> identities = new ArrayList<>();
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            gateways.add(GatewayPeer.tls("127.0.0.1:" + peerPort(i), NativeNetwork.read(tls(i).resolve("ca.crt"))));
            identities.add(FabricIdentity.ofMspFolder(
                    NativeNetwork.mspId(i), home(i).resolve("users/User1@" + ORGANISATIONS.get(i) + ".example/msp")));
        }
        return new FabricUnderTest("tombolo", "anchors", gateways, identities);
    }

    /** Where a member's second chaincode listens. */
    int port(int organisation) {
        return basePort + FIRST_PORT + organisation;
    }

    /** The second version, step by step; then the first version's processes end. */
    void roll() throws Exception {
        StringBuilder peers = new StringBuilder();
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            Path packed = pack(i);
            String id = admin(i, "peer lifecycle chaincode calculatepackageid " + packed)
                    .lines()
                    .filter(line -> line.startsWith("anchors_2:"))
                    .findFirst()
                    .orElseThrow();
            processes.add(serve(i, id));
            admin(i, "peer lifecycle chaincode install " + packed);
            admin(i, "peer lifecycle chaincode approveformyorg $ORDERER " + DEFINITION + " --package-id " + id);
            peers.append(
                    " --peerAddresses 127.0.0.1:" + peerPort(i) + " --tlsRootCertFiles " + tls(i).resolve("ca.crt"));
        }
        for (int i = 0; i < ORGANISATIONS.size(); i++) {
            awaitListening(port(i));
        }
        admin(0, "peer lifecycle chaincode commit $ORDERER " + DEFINITION + peers);
        for (String organisation : ORGANISATIONS) {
            bash("kill -9 $(cat " + directory + "/run/chaincode-" + organisation + ".pid)");
        }
    }

    /** A peer that meets nobody there says so after ten seconds, and asks again at the next proposal only. */
    private static void awaitListening(int port) {
        Awaitility.await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    private Path pack(int organisation) throws Exception {
        Path work = Files.createDirectories(directory.resolve("package-2/" + ORGANISATIONS.get(organisation)));
        Path tls = tls(organisation);
        String connection = "{\"address\":\"127.0.0.1:%d\",\"dial_timeout\":\"10s\",\"tls_required\":true,"
                + "\"client_auth_required\":true,\"client_key\":\"%s\",\"client_cert\":\"%s\",\"root_cert\":\"%s\"}";
        Files.writeString(
                work.resolve("connection.json"),
                connection.formatted(
                        port(organisation),
                        json(tls.resolve("server.key")),
                        json(tls.resolve("server.crt")),
                        json(tls.resolve("ca.crt"))));
        Files.writeString(work.resolve("metadata.json"), "{\"type\":\"ccaas\",\"label\":\"anchors_2\"}");
        bash("cd " + work
                + " && tar czf code.tar.gz connection.json && tar czf anchors.tar.gz code.tar.gz metadata.json");
        return work.resolve("anchors.tar.gz");
    }

    /** For the test the peer's own TLS keys do for both ends; a consortium would issue the chaincode its own. */
    private Process serve(int organisation, String id) throws IOException {
        Path tls = tls(organisation);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AnchorChaincode.class.getName());
        builder.environment()
                .putAll(Map.of(
                        "CORE_CHAINCODE_ID_NAME", id,
                        "CHAINCODE_SERVER_ADDRESS", "127.0.0.1:" + port(organisation),
                        "CHAINCODE_TLS_KEY", tls + "/server.key",
                        "CHAINCODE_TLS_CERT", tls + "/server.crt",
                        "CHAINCODE_CLIENT_CA_CERT", tls + "/ca.crt"));
        return builder.redirectErrorStream(true)
                .redirectOutput(directory
                        .resolve("log/chaincode-2-" + organisation + ".log")
                        .toFile())
                .start();
    }

    private String admin(int organisation, String command) {
        return bash("eval \"$(" + network + " admin " + ORGANISATIONS.get(organisation) + " --dir " + directory
                + ")\"\n" + command);
    }

    private String bash(String script) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "set -e\n" + script);
        String binaries = System.getenv().getOrDefault("TOMBOLO_FABRIC_BIN", "");
        builder.environment().merge("PATH", binaries + ":", (path, first) -> first + path);
        return NativeNetwork.output(builder, script);
    }

    private Path home(int organisation) {
        return directory.resolve("crypto/peerOrganizations/" + ORGANISATIONS.get(organisation) + ".example");
    }

    private Path tls(int organisation) {
        return home(organisation).resolve("peers/peer0." + ORGANISATIONS.get(organisation) + ".example/tls");
    }

    private int peerPort(int organisation) {
        return basePort + 20 + organisation * 3;
    }

    private static String json(Path pem) {
        return NativeNetwork.read(pem).replace("\n", "\\n");
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        bash(network + " down --delete --dir " + directory);
    }
}
