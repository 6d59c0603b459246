package io.tombolo.witness;

import io.tombolo.config.ConfigFile.Listener;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A witness on a free port whose clock a test sets. */
final class TestWitness implements AutoCloseable {
    static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private final WitnessServer.Config config;
    private volatile Instant now = START;
    private WitnessServer server;

    TestWitness(WitnessServer.Config config) {
        this.config = config;
        WitnessServer.init(config);
        server = WitnessServer.start(config, clock());
    }

    static TestWitness start(Path dir, SignedLog... logs) {
        return new TestWitness(config(
                dir,
                Stream.of(logs).collect(Collectors.toMap(SignedLog::origin, log -> List.of(log.vkey()))),
                Map.of()));
    }

    static TestWitness ofOrganisation(Path dir, String organisation, SignedLog log) {
        return new TestWitness(config(dir, Map.of(), Map.of(organisation, List.of(log.policyKey()))));
    }

    static WitnessServer.Config config(
            Path dir, Map<String, List<String>> logs, Map<String, List<String>> organisations) {
        return new WitnessServer.Config(
                "witness.example/w1",
                new Listener("127.0.0.1", 0),
                dir.resolve("key.pem"),
                dir.resolve("state"),
                logs,
                organisations,
                3,
                new Listener("127.0.0.1", -1));
    }

    private InstantSource clock() {
        return () -> now;
    }

    void setClock(Instant to) {
        now = to;
    }

    void restart() {
        server.close();
        server = WitnessServer.start(config, clock());
    }

    WitnessServer.Config config() {
        return config;
    }

    String vkey() {
        return WitnessServer.vkey(config);
    }

    URI uri() {
        return server.uri();
    }

    Path state() {
        return config.stateDir();
    }

    HttpResponse<String> send(String body) throws Exception {
        return WitnessCalls.addCheckpoint(uri(), body);
    }

    @Override
    public void close() {
        server.close();
    }
}
