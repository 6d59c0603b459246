package io.tombolo.ledger.evm;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.receipt.evm.Rlp;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** Four validators of GoQuorum on loopback that agree on blocks by QBFT, one a second. */
final class QbftNetwork {
    static final long CHAIN_ID = 83018;

    /** The program's name where tests look for it, since geth is another one: GoQuorum 24.4.1's {@code cmd/geth}. */
    private static final String PROGRAM = "quorum-geth";

    private static final String WHENCE = "go build -ldflags=-checklinkname=0 -o quorum-geth ./cmd/geth"
            + " in a clone of github.com/Consensys/quorum at v24.4.1";
    private static final int VALIDATORS = 4;
    private static final String FUNDS = "0x33b2e3c9fd0803ce8000000";
    private static final String MIX_HASH = "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365";

    private QbftNetwork() {}

    private static String key(int validator) {
        return String.format("%064x", 1000 + validator);
    }

    /** The validators' addresses, in ascending order. */
    static List<String> validators() {
        return IntStream.range(0, VALIDATORS)
                .mapToObj(one -> Account.ofHex(key(one)).address())
                .sorted()
                .toList();
    }

    /** Starts them, and waits for their first blocks. */
    static DevelopmentChain start(Path folder) throws IOException {
        String program = DevelopmentChain.binary(PROGRAM, WHENCE).toString();
        Path genesis = Files.write(folder.resolve("genesis.json"), new ObjectMapper().writeValueAsBytes(genesis()));
        List<Integer> ports = freePorts();
        List<String> peers = IntStream.range(0, VALIDATORS)
                .mapToObj(one -> "enode://" + publicKey(one) + "@127.0.0.1:" + ports.get(one) + "?discport=0")
                .toList();
        List<DevelopmentChain> nodes = new ArrayList<>();
        for (int i = 0; i < VALIDATORS; i++) {
            Path data = Files.createDirectory(folder.resolve("validator-" + i));
            Files.write(data.resolve("static-nodes.json"), new ObjectMapper().writeValueAsBytes(peers));
            init(program, data, genesis);
            nodes.add(DevelopmentChain.start(
                    List.of(
                            program,
                            "--datadir",
                            data.toString(),
                            "--nodekeyhex",
                            key(i),
                            "--networkid",
                            Long.toString(CHAIN_ID),
                            "--port",
                            ports.get(i).toString(),
                            "--nodiscover",
                            "--nat",
                            "none",
                            "--netrestrict",
                            "127.0.0.0/8",
                            "--syncmode",
                            "full",
                            "--gcmode",
                            "archive",
                            "--mine",
                            "--miner.threads",
                            "1",
                            "--ipcdisable",
                            "--http",
                            "--http.addr",
                            "127.0.0.1",
                            "--http.port",
                            "0"),
                    Map.of("PRIVATE_CONFIG", "ignore"),
                    CHAIN_ID));
        }
        DevelopmentChain first = nodes.get(0).with(nodes.subList(1, VALIDATORS));
        await().atMost(Duration.ofMinutes(5)).until(() -> JsonRpc.number(first.call("eth_blockNumber")) > 1);
        return first;
    }

    private static void init(String program, Path data, Path genesis) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program, "--datadir", data.toString(), "init", genesis.toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("init.log").toFile());
        builder.environment().put("PRIVATE_CONFIG", "ignore");
        try {
            if (builder.start().waitFor() != 0) {
                throw new IOException(Files.readString(data.resolve("init.log")));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static ObjectNode genesis() {
        ObjectNode genesis = new ObjectMapper().createObjectNode();
        ObjectNode config = genesis.putObject("config").put("chainId", CHAIN_ID);
        List.of("homestead", "eip150", "eip155", "eip158", "byzantium", "constantinople", "petersburg", "istanbul")
                .forEach(fork -> config.put(fork + "Block", 0));
        config.put("berlinBlock", 0).put("isQuorum", true).put("txnSizeLimit", 128);
        config.putObject("qbft")
                .put("policy", 0)
                .put("epochlength", 30_000)
                .put("blockperiodseconds", 1)
                .put("requesttimeoutseconds", 4)
                .put("ceil2Nby3Block", 0);
        List<byte[]> addresses = validators().stream()
                .map(address -> Rlp.encode(DevelopmentChain.address(address)))
                .toList();
        genesis.put(
                "extraData",
                JsonRpc.hex(Rlp.list(List.of(
                        Rlp.encode(new byte[32]),
                        Rlp.list(addresses),
                        Rlp.list(List.of()),
                        Rlp.encode(BigInteger.ZERO),
                        Rlp.list(List.of())))));
        genesis.put("mixHash", MIX_HASH).put("difficulty", "0x1").put("gasLimit", "0xe0000000");
        genesis.put("nonce", "0x0").put("timestamp", "0x58ee40ba");
        ObjectNode funds = genesis.putObject("alloc");
        DevelopmentChain.KEYS.forEach(key ->
                funds.putObject(Account.ofHex(key).address().substring(2)).put("balance", FUNDS));
        return genesis;
    }

    private static String publicKey(int validator) {
        byte[] point = CustomNamedCurves.getByName("secp256k1")
                .getG()
                .multiply(new BigInteger(key(validator), 16))
                .getEncoded(false);
        return HexFormat.of().formatHex(point, 1, point.length);
    }

    /** All at once, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < VALIDATORS; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(sockets.get(i).getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
