package io.tombolo.witness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A witness over HTTP (C2SP tlog-witness). */
public final class WitnessServer implements AutoCloseable {
    private final CosignedHeads heads;
    private final WebServer server;
    private final Optional<WebServer> operations;

    private WitnessServer(CosignedHeads heads, WebServer server, Optional<WebServer> operations) {
        this.heads = heads;
        this.server = server;
        this.operations = operations;
    }

    /**
     * Makes the state folder of a new witness, and its key where there is none; returns its vkey.
     *
     * @throws ConfigException when the folder is a witness's already
     */
    public static String init(Config config) {
        if (CosignedHeads.exists(config.stateDir())) {
            throw new ConfigException(
                    "stateDir: " + config.stateDir() + " is a witness's already; --init is for a new one");
        }
        try {
            if (!Files.exists(config.key())) {
                writeKey(config.key());
            }
            String vkey = vkey(config);
            CosignedHeads.init(config.stateDir(), vkey);
            return vkey;
        } catch (IOException e) {
            throw new ConfigException(
                    "stateDir: " + config.stateDir() + " or key: " + config.key() + " can't be made: " + e, e);
        }
    }

    /** The verifier key of its cosignatures, for clients and policies. */
    public static String vkey(Config config) {
        return vkey(config.name(), readKey(config.key()));
    }

    private static String vkey(String name, KeyPair key) {
        try {
            return Cosignature.verifier(name, Ed25519.raw(key.getPublic())).vkey();
        } catch (MalformedException e) {
            throw new ConfigException("name: " + e.getMessage() + "; use one as witness.acme.example/w1", e);
        }
    }

    /**
     * Listens, and answers from then on.
     *
     * @throws ConfigException when key or state can't be used
     * @throws IllegalArgumentException when a port is taken or a host is not of this machine
     */
    public static WitnessServer start(Config config, InstantSource clock) {
        KeyPair key = readKey(config.key());
        CosignedHeads heads = CosignedHeads.open(config.stateDir(), vkey(config.name(), key));
        try {
            return start(config, key, heads, new ForwardClock(clock, heads.newestTime()));
        } catch (RuntimeException notStarted) {
            heads.close();
            throw notStarted;
        }
    }

    private static WitnessServer start(Config config, KeyPair key, CosignedHeads heads, ForwardClock clock) {
        NoteSigner signer = Witness.signer(config.name(), key, clock.withZone(ZoneOffset.UTC));
        KnownLogs logs = config.known();
        Witness witness = new Witness(logs::keys, signer, limited(heads, logs, config.logsPerOrganisation()));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("tombolo.witness.logs", heads, all -> all.count(""))
                .description("logs that a checkpoint was cosigned of")
                .register(meters);
        WebServer server = WebServer.start(
                new WebServer.Settings(
                        "witness",
                        config.http().host(),
                        config.http().port(),
                        WebServer.Limits.defaults(),
                        Problem::document,
                        protection(config.http())),
                new WitnessRoutes(witness, heads, meters));
        try {
            server.publish(meters);
            return new WitnessServer(
                    heads,
                    server,
                    WebServer.operations(
                            config.operations().host(),
                            config.operations().port(),
                            protection(config.operations()),
                            meters,
                            () -> readiness(heads, clock)));
        } catch (RuntimeException notStarted) {
            server.close();
            throw notStarted;
        }
    }

    private static Protection protection(Listener of) {
        return Protection.of(
                of.proxied(), of.certificate(), of.privateKey(), of.access(), of.logins(), Clock.systemUTC());
    }

    /** Refuses an organisation's further logs: a holder of its key could otherwise fill the disk. */
    private static Witness.Memory limited(CosignedHeads heads, KnownLogs logs, int limit) {
        return (origin, step) -> {
            Optional<String> full = heads.knows(origin)
                    ? Optional.empty()
                    : logs.organisation(origin).filter(organisation -> heads.count(organisation + "/") >= limit);
            return full.isPresent()
                    ? new Witness.Answer.Refused(
                            403, "organisation " + full.get() + ": one log more than the limit of " + limit)
                    : heads.next(origin, step);
        };
    }

    private static WebServer.Readiness readiness(CosignedHeads heads, ForwardClock clock) {
        String failure = heads.checkWritten();
        if (failure.isEmpty()) {
            try {
                clock.instant();
            } catch (ForwardClock.BehindException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
        return failure.isEmpty()
                ? new WebServer.Readiness(true, "ready\n")
                : new WebServer.Readiness(false, "not ready\n" + failure + "\n");
    }

    private static KeyPair readKey(Path file) {
        try {
            return Ed25519Keys.fromPem(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            throw new ConfigException("key: " + file + ": no such file; a new witness makes it with --init", e);
        } catch (IOException | MalformedException e) {
            throw new ConfigException("key: " + file + ": " + e.getMessage(), e);
        }
    }

    private static void writeKey(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        // For its owner only, from its first byte on.
        FileAttribute<?>[] owner =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        String pem = Ed25519Keys.toPem(Ed25519Keys.generate());
        try (FileChannel out =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            out.write(ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII)));
            out.force(true);
        }
    }

    /** {@code http://host:port}, without a slash at its end. */
    public URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        operations.ifPresent(WebServer::close);
        try {
            server.close();
        } finally {
            heads.close();
        }
    }

    /**
     * All settings of a witness; {@code witness-defaults.yaml} beside this class explains every key.
     *
     * @param name of the witness, in each cosignature
     * @param key PKCS#8 in PEM
     * @param logs vkeys by origin
     * @param organisations log keys by organisation, each the base64 of type and key
     */
    public record Config(
            String name,
            Listener http,
            Path key,
            Path stateDir,
            Map<String, List<String>> logs,
            Map<String, List<String>> organisations,
            int logsPerOrganisation,
            Listener operations) {
        /** {@code witness-defaults.yaml}, and the operator's file over it. */
        public static final ConfigFile<Config> FILE = new ConfigFile<>(Config.class, "witness-defaults.yaml", Map.of());

        private static final int MOST_LOGS = 100_000;

        public Config {
            logs = copy(logs);
            organisations = copy(organisations);
            ConfigFile.check("logsPerOrganisation", logsPerOrganisation, 1, MOST_LOGS);
            KnownLogs unused = new KnownLogs(logs, organisations);
        }

        KnownLogs known() {
            return new KnownLogs(logs, organisations);
        }

        private static Map<String, List<String>> copy(Map<String, List<String>> lists) {
            return lists.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> List.copyOf(one.getValue())));
        }
    }
}
