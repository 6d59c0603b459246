package io.tombolo.ledger.timestamp;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;

/** A time-stamping authority by {@code openssl ts} behind HTTP on loopback: a root, an authority below it, and a certificate for time-stamps. */
public final class OpensslAuthority implements AutoCloseable {
    private static final String CONFIGURATION = """
            [req]
            distinguished_name = name
            [name]
            [ca]
            basicConstraints = critical, CA:true
            keyUsage = critical, keyCertSign, cRLSign
            [stamps]
            basicConstraints = critical, CA:false
            keyUsage = critical, digitalSignature
            extendedKeyUsage = critical, timeStamping
            [tsa]
            default_tsa = here
            [here]
            serial = serial
            signer_cert = tsa.pem
            certs = chain.pem
            signer_key = tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            accuracy = secs:1, millisecs:500, microsecs:100
            clock_precision_digits = 3
            ordering = yes
            tsa_name = yes
            ess_cert_id_chain = yes
            ess_cert_id_alg = sha256
            """;

    private final Path folder;
    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile UnaryOperator<byte[]> answers = UnaryOperator.identity();
    private volatile int status = 200;

    /** What a run printed, and whether it succeeded. */
    public record Run(int status, String printed) {}

    /**
     * Makes its keys and starts.
     *
     * @param keys as {@code openssl genpkey} takes them: {@code RSA} or {@code EC}
     */
    public OpensslAuthority(Path folder, String keys) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("openssl.cnf"), CONFIGURATION);
        Files.writeString(folder.resolve("serial"), "1000\n");
        certificate("root", "root", "ca", keys);
        certificate("middle", "root", "ca", keys);
        certificate("tsa", "middle", "stamps", keys);
        String middle = Files.readString(folder.resolve("middle.pem"));
        Files.writeString(folder.resolve("chain.pem"), middle + Files.readString(roots()));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/tsr", exchange -> {
            byte[] query = exchange.getRequestBody().readAllBytes();
            boolean typed = "application/timestamp-query"
                    .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            byte[] answer = typed ? answers.apply(reply(query)) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(typed ? status : 415, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    /** Skips a test where there is no OpenSSL. */
    public static void assumeOpenssl() {
        boolean there;
        try {
            there = run(Path.of("."), List.of("openssl", "version")).status() == 0;
        } catch (IOException e) {
            there = false;
        }
        Assumptions.assumeTrue(there, "skipped: no openssl on the PATH, which is the authority of this test");
    }

    private void certificate(String name, String issuer, String extensions, String keys) throws IOException {
        List<String> key = new ArrayList<>(List.of("genpkey", "-algorithm", keys, "-out", name + ".key"));
        if (keys.equals("EC")) {
            key.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256"));
        }
        must(key);
        must(List.of(
                "req",
                "-new",
                "-config",
                "openssl.cnf",
                "-key",
                name + ".key",
                "-subj",
                "/O=Example/CN=" + name,
                "-out",
                name + ".csr"));
        List<String> sign = new ArrayList<>(List.of(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-days",
                "30",
                "-extfile",
                "openssl.cnf",
                "-extensions",
                extensions,
                "-out",
                name + ".pem"));
        sign.addAll(
                name.equals(issuer)
                        ? List.of("-signkey", name + ".key")
                        : List.of("-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial"));
        must(sign);
    }

    private synchronized byte[] reply(byte[] query) throws IOException {
        asked.incrementAndGet();
        Files.write(folder.resolve("query"), query);
        must(List.of("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query", "-out", "reply"));
        return Files.readAllBytes(folder.resolve("reply"));
    }

    /** Whether OpenSSL takes a token over these bytes. */
    public Run verify(byte[] data, byte[] token) throws IOException {
        Files.write(folder.resolve("data"), data);
        Files.write(folder.resolve("token"), token);
        return openssl(List.of("ts", "-verify", "-data", "data", "-in", "token", "-token_in", "-CAfile", "root.pem"));
    }

    private void must(List<String> arguments) throws IOException {
        Run run = openssl(arguments);
        if (run.status() != 0) {
            throw new IOException("openssl " + arguments + ": " + run.printed());
        }
    }

    private Run openssl(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        return run(folder, command);
    }

    private static Run run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Run(process.exitValue(), printed);
    }

    /** Has it answer something else than OpenSSL does. */
    public void answers(int otherStatus, UnaryOperator<byte[]> change) {
        status = otherStatus;
        answers = change;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/tsr";
    }

    /** PEM file of its root. */
    public Path roots() {
        return folder.resolve("root.pem");
    }

    /** How many time-stamps it was asked for. */
    public int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
