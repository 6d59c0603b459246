package io.tombolo.demo;

import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.server.DataFolder;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.witness.WitnessServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Two witnesses in this process, each with a key and a state folder of its own: they cosign the logs of the demo's organisations. */
final class Witnesses implements AutoCloseable {
    private static final List<String> NAMES = List.of("witness-one.example", "witness-two.example");
    private static final int LOGS = 10;

    private final List<WitnessServer> servers = new ArrayList<>();
    private final List<WitnessAddress> addresses = new ArrayList<>();

    private Witnesses() {}

    /** Makes them. A witness has to know the logs' keys before it is asked, so the organisations get theirs now. */
    static Witnesses start(DataFolder folder) {
        PemLogKeys keys = new PemLogKeys(folder.sub("keys"));
        Map<String, List<String>> known = new TreeMap<>();
        for (SharedDataset dataset : SharedDataset.values()) {
            String organisation = dataset.id().organisation();
            LogKey key = LogKey.ofRaw(organisation, keys.publicKey(organisation), Optional.empty(), Optional.empty());
            known.put(organisation, List.of(key.key().base64()));
        }
        Witnesses started = new Witnesses();
        try {
            for (String name : NAMES) {
                Path own = folder.sub("witnesses").resolve(name);
                WitnessServer.Config config = new WitnessServer.Config(
                        name,
                        new Listener("127.0.0.1", 0),
                        own.resolve("key.pem"),
                        own.resolve("state"),
                        Map.of(),
                        known,
                        LOGS,
                        new Listener("127.0.0.1", -1));
                String vkey = WitnessServer.init(config);
                WitnessServer server = WitnessServer.start(config, Clock.systemUTC());
                started.servers.add(server);
                started.addresses.add(new WitnessAddress(server.uri().toString(), vkey));
            }
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** Where they listen, and the keys of their cosignatures. */
    List<WitnessAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void close() {
        servers.forEach(WitnessServer::close);
    }
}
