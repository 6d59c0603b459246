package io.tombolo.demo;

import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.server.DataFolder;
import io.tombolo.server.ServerException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An EVM chain among those that confirm the demo's heads, where its program is on the PATH: a development chain that ends with the demo. */
final class EvmChain implements AutoCloseable {
    private static final String PROGRAM = "anvil";

    /** Of the account that has funds on every such chain; the program prints it. */
    private static final String ACCOUNT_KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final long CHAIN_ID = 31337;
    private static final Pattern LISTENING = Pattern.compile("Listening on (127\\.0\\.0\\.1:[0-9]+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final @Nullable Process process;
    private final List<String> ledger;
    private final String text;

    private EvmChain(@Nullable Process process, List<String> ledger, String text) {
        this.process = process;
        this.ledger = ledger;
        this.text = text;
    }

    /**
     * Starts it, or says why there is none and how to get one.
     *
     * @param path the folders in which programs are looked for, as the environment has them; null for none
     */
    static EvmChain start(DataFolder folder, @Nullable String path) throws InterruptedException {
        Optional<Path> program = found(path);
        if (program.isEmpty()) {
            return new EvmChain(
                    null,
                    List.of(),
                    "No EVM chain: there is no " + PROGRAM
                            + " on the PATH (npm install -g @foundry-rs/anvil, or https://getfoundry.sh).");
        }
        Path own = folder.sub("evm-chain");
        Path output = own.resolve("anvil.log");
        try {
            Process process = new ProcessBuilder(program.get().toString(), "--host", "127.0.0.1", "--port", "0")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Optional<String> address = listening(process, output);
            if (address.isEmpty()) {
                process.destroy();
                return new EvmChain(
                        null, List.of(), "No EVM chain: " + program.get() + " does not listen; see " + output + ".");
            }
            Path file = own.resolve("chain.yaml");
            write(file, address.get());
            return new EvmChain(
                    process, List.of(file.toString()), "An EVM chain (" + program.get() + ") confirms the heads too.");
        } catch (IOException e) {
            throw new ServerException("folder " + own + " can't be used: " + e.getMessage(), e);
        }
    }

    /** Its ledger file, if there is a chain. */
    List<String> ledger() {
        return ledger;
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<Path> found(@Nullable String path) {
        return path == null
                ? Optional.empty()
                : Arrays.stream(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, PROGRAM))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    private static Optional<String> listening(Process process, Path output) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            Matcher listening = LISTENING.matcher(Files.readString(output, StandardCharsets.UTF_8));
            if (listening.find()) {
                return Optional.of(listening.group(1));
            }
            Thread.sleep(20);
        }
        return Optional.empty();
    }

    private static void write(Path file, String address) throws IOException {
        String organisations = Arrays.stream(SharedDataset.values())
                .map(dataset -> dataset.id().organisation())
                .distinct()
                .collect(Collectors.joining(", "));
        Files.writeString(file.resolveSibling("account.key"), ACCOUNT_KEY + "\n");
        Files.writeString(file.resolveSibling("header.pem"), headerKey());
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "evm: " + CHAIN_ID,
                        "nodes: [\"http://" + address + "\"]",
                        "account_key: account.key",
                        "organisations: [" + organisations + "]",
                        "finality: \"0\"",
                        "gas_per_day: 1000000000",
                        "members:",
                        "  - {member: chain.example, key_file: header.pem}",
                        "quorum: 1",
                        ""));
    }

    private static String headerKey() {
        try {
            return Ed25519Keys.toPem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
