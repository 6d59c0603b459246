package io.tombolo.server;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.provenance.store.LogStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may be chosen for a server, as by the options of {@code tombolo up}. A port of 0 takes any free one.
 *
 * @param data the data folder
 * @param host the address to listen on; loopback by default
 * @param operationsPort of {@code /metrics} and {@code /ready}
 * @param sealLeaves seal a batch at this many leaves
 * @param sealAge seal a batch at this age
 * @param anchorInterval how often the newest checkpoints go to the ledger
 * @param ledgers the ledgers that it anchors on, and anchored on
 * @param witnesses cosign the checkpoints beside the ledger; none by default
 * @param timestamps authorities that time-stamp the checkpoints beside the ledger; none by default
 * @param security how it is secured
 * @param kafka settings of a client that may do everything on a Kafka cluster of the operator's own, with {@code bootstrap.servers};
 *     empty for the embedded broker
 * @param partners where other organisations connect
 * @param protectKeyset what wraps the keys of protected fields: a keyset file, the URI of a key in a management service, or several with commas
 *     between, of which the first wraps; empty for what the folder had last, at first a file of its own
 * @param objects where the read side keeps full tiles beside the data folder
 */
public record ServerConfig(
        Path data,
        String host,
        int kafkaPort,
        int registryPort,
        int connectPort,
        int apiPort,
        int pushPort,
        int operationsPort,
        int sealLeaves,
        Duration sealAge,
        Duration anchorInterval,
        Ledgers ledgers,
        List<WitnessAddress> witnesses,
        List<TimestampAuthority> timestamps,
        Security security,
        Map<String, String> kafka,
        PartnerPorts partners,
        Optional<String> protectKeyset,
        LogStore.Objects objects) {
    public ServerConfig {
        kafka = Map.copyOf(kafka);
        if (!kafka.isEmpty() && kafka.getOrDefault("bootstrap.servers", "").isEmpty()) {
            throw new ServerException("the settings of your own Kafka cluster name no bootstrap.servers");
        }
        if (!partners.address().isEmpty() && kafka.isEmpty()) {
            throw new ServerException("--partners-kafka " + partners.address()
                    + " is for a Kafka cluster of your own, which --kafka-admin names");
        }
        if (!partners.address().isEmpty()
                && !partners.address().matches("[^,:\\s]+:[0-9]{1,5}(,[^,:\\s]+:[0-9]{1,5})*")) {
            throw new ServerException(
                    "--partners-kafka " + partners.address() + ": must be HOST:PORT, or several with commas between");
        }
        timestamps = List.copyOf(timestamps);
        witnesses = List.copyOf(witnesses);
        checkPort("kafka", kafkaPort);
        checkPort("registry", registryPort);
        checkPort("connect", connectPort);
        checkPort("api", apiPort);
        checkPort("push", pushPort);
        checkPort("operations", operationsPort);
        checkPort("partners", partners.kafka());
        checkPort("agreements", partners.agreements());
        if (sealLeaves < 1) {
            throw new ServerException("seal-leaves is " + sealLeaves + ", least 1");
        }
        checkPositive("seal-age", sealAge);
        checkPositive("anchor-interval", anchorInterval);
    }

    /**
     * For a server inside another program, as in a test: loopback, free ports, the embedded ledger, and short intervals, so that an
     * event is anchored within about a second.
     */
    public static ServerConfig local(Path data) {
        Duration often = Duration.ofMillis(200);
        return new ServerConfig(
                data,
                "127.0.0.1",
                0,
                0,
                0,
                0,
                0,
                0,
                100_000,
                often,
                often,
                Ledgers.on(Optional.empty()),
                List.of(),
                List.of(),
                Security.UNASKED,
                Map.of(),
                new PartnerPorts(0, 0),
                Optional.empty(),
                LogStore.Objects.NONE);
    }

    /**
     * Where other organisations connect.
     *
     * @param kafka to Kafka; only of a secured server
     * @param agreements to offer, accept and end agreements
     * @param dataspace the file of a connector of the Dataspace Protocol; without one there is none
     * @param address of a Kafka cluster of the operator's own, {@code host:port} of one or more brokers with commas between; empty for its
     *     {@code bootstrap.servers}
     */
    public record PartnerPorts(int kafka, int agreements, Optional<Path> dataspace, String address) {
        /** Without a connector, and at the embedded broker. */
        public PartnerPorts(int kafka, int agreements) {
            this(kafka, agreements, Optional.empty());
        }

        /** At the embedded broker. */
        public PartnerPorts(int kafka, int agreements, Optional<Path> dataspace) {
            this(kafka, agreements, dataspace, "");
        }
    }

    /** The same with a connector of the Dataspace Protocol, which that file describes. */
    public ServerConfig withDataspace(Path file) {
        return new ServerConfig(
                data,
                host,
                kafkaPort,
                registryPort,
                connectPort,
                apiPort,
                pushPort,
                operationsPort,
                sealLeaves,
                sealAge,
                anchorInterval,
                ledgers,
                witnesses,
                timestamps,
                security,
                kafka,
                new PartnerPorts(partners.kafka(), partners.agreements(), Optional.of(file), partners.address()),
                protectKeyset,
                objects);
    }

    boolean isSecured() {
        return Access.isSecured(data, host, security);
    }

    /** The same, sealing a batch at so many leaves or that age, and anchoring at that interval. */
    public ServerConfig withSealing(int leaves, Duration age, Duration interval) {
        return new ServerConfig(
                data,
                host,
                kafkaPort,
                registryPort,
                connectPort,
                apiPort,
                pushPort,
                operationsPort,
                leaves,
                age,
                interval,
                ledgers,
                witnesses,
                timestamps,
                security,
                kafka,
                partners,
                protectKeyset,
                objects);
    }

    /** The same with these witnesses. */
    public ServerConfig withWitnesses(List<WitnessAddress> other) {
        return with(ledgers, other, timestamps, security, kafka);
    }

    /** The same with these time-stamping authorities. */
    public ServerConfig withTimestamps(List<TimestampAuthority> other) {
        return with(ledgers, witnesses, other, security, kafka);
    }

    /** The same on these ledgers. */
    public ServerConfig withLedgers(Ledgers other) {
        return with(other, witnesses, timestamps, security, kafka);
    }

    /** The same, secured like this. */
    public ServerConfig withSecurity(Security other) {
        return with(ledgers, witnesses, timestamps, other, kafka);
    }

    /** The same on a Kafka cluster of the operator's own, as a client with these settings. */
    public ServerConfig withKafka(Map<String, String> other) {
        return with(ledgers, witnesses, timestamps, security, other);
    }

    private ServerConfig with(
            Ledgers otherLedgers,
            List<WitnessAddress> otherWitnesses,
            List<TimestampAuthority> otherAuthorities,
            Security otherSecurity,
            Map<String, String> otherKafka) {
        return new ServerConfig(
                data,
                host,
                kafkaPort,
                registryPort,
                connectPort,
                apiPort,
                pushPort,
                operationsPort,
                sealLeaves,
                sealAge,
                anchorInterval,
                otherLedgers,
                otherWitnesses,
                otherAuthorities,
                otherSecurity,
                otherKafka,
                partners,
                protectKeyset,
                objects);
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new ServerException("--" + name + "-port is " + port + ", limits 0 and 65535");
        }
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new ServerException("--" + name + " is " + duration + ", it must be longer than nothing");
        }
    }
}
