package io.tombolo.server;

import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.kafka.NodeSecurity;
import io.tombolo.server.Ports.Wanted;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/** The ports of a server. Those that it chooses are noted in its data folder, so that they stay the same at the next start. */
final class FoundPorts {
    private static final String FILE = "ports.properties";
    /** Nothing listens there. */
    private static final Wanted NONE = new Wanted("", "", 0);

    private FoundPorts() {}

    /**
     * In this order: Kafka, registry, Connect, read side, push, Kafka for partners, agreements, operations, then what only some servers have.
     *
     * @throws ServerException when one can't be had, or the file can't be used
     */
    static List<Integer> settle(ServerConfig config, Path folder, Consumer<String> report) {
        Path file = folder.resolve(FILE);
        List<Wanted> wanted = wanted(config);
        List<Integer> settled = Ports.settle(config.host(), wanted, read(file), report);
        Properties found = new Properties();
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).port() == 0 && !wanted.get(i).equals(NONE)) {
                found.setProperty(wanted.get(i).part(), Integer.toString(settled.get(i)));
            }
        }
        write(file, found);
        return settled;
    }

    private static List<Wanted> wanted(ServerConfig config) {
        boolean broker = config.kafka().isEmpty();
        List<Wanted> wanted = new ArrayList<>(List.of(
                broker ? Wanted.option("kafka", config.kafkaPort()) : NONE,
                Wanted.option("registry", config.registryPort()),
                Wanted.option("connect", config.connectPort()),
                Wanted.option("api", config.apiPort()),
                Wanted.option("push", config.pushPort()),
                broker && config.isSecured()
                        ? Wanted.option("partners", config.partners().kafka())
                        : NONE,
                Wanted.option("agreements", config.partners().agreements()),
                Wanted.option("operations", config.operationsPort())));
        if (broker && config.isSecured()) {
            config.security()
                    .kafkaClients()
                    .map(NodeSecurity.Clients::port)
                    .ifPresent(port -> wanted.add(Wanted.option("kafka-clients", port)));
        }
        config.partners()
                .dataspace()
                .map(FoundPorts::dataspace)
                .filter(port -> port != 0)
                .ifPresent(port -> wanted.add(new Wanted(
                        "dataspace", "choose another as `port` in the file of --dsp (0 takes a free one)", port)));
        return wanted;
    }

    private static int dataspace(Path file) {
        try {
            return DataspaceFile.FILE.load(file).port();
        } catch (ConfigException e) {
            throw new ServerException("--dsp: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties kept = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            kept.load(in);
            Map<String, Integer> found = new HashMap<>();
            kept.stringPropertyNames().forEach(part -> found.put(part, Integer.parseInt(kept.getProperty(part))));
            return found;
        } catch (IOException | IllegalArgumentException e) {
            throw new ServerException(
                    "file " + file + " can't be read (" + e + "): it only notes ports, and may be deleted", e);
        }
    }

    private static void write(Path file, Properties found) {
        Path draft = file.resolveSibling(FILE + ".new");
        try (Writer out = Files.newBufferedWriter(draft)) {
            found.store(out, "Ports that this server chose itself, to have them again");
        } catch (IOException e) {
            throw new ServerException("file " + draft + " can't be written (" + e + ")", e);
        }
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be written (" + e + ")", e);
        }
    }
}
