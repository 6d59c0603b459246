package io.tombolo.cli;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.process.AnchoringProcess;
import io.tombolo.cli.shell.Logging;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.server.Consortium;
import io.tombolo.server.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "anchoring",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the anchoring service alone, against a Kafka, a registry and a Fabric network of your own.",
        footer = {
            "",
            "Keys of the file's map `ledger`: config, the consortium's ledger file as tombolo up takes it with"
                    + " --ledger-config (docs/fabric.md), and stateDir, a folder for transactions whose fate is not known."
                    + " Paths are relative to where the service is started. Instead of config, with PEM files alone:"
                    + " gateways (host:port, comma-separated), tlsCa (for all of them), channel, chaincode, msp,"
                    + " certificate, privateKey, receiptMembers (comma-separated, optional)."
        })
final class AnchoringCommand implements Callable<Integer> {
    private static final Set<String> KEYS = Set.of(
            "config",
            "stateDir",
            "gateways",
            "tlsCa",
            "channel",
            "chaincode",
            "msp",
            "certificate",
            "privateKey",
            "receiptMembers");

    @Mixin
    PartOptions options = new PartOptions();

    @Option(
            names = "--dry-run",
            paramLabel = "N",
            description = "print what would happen to the first N records of each partition, and end")
    int dryRun;

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>();
        if (options.config != null) {
            arguments.addAll(List.of("--config", options.config.toString()));
        }
        if (options.print) {
            arguments.add("--print-config");
        }
        if (dryRun != 0) {
            arguments.addAll(List.of("--dry-run", Integer.toString(dryRun)));
        }
        if (!options.print && dryRun == 0) {
            Logging.toConsole(options.log.form());
        }
        return AnchoringProcess.run(arguments, new Adapters(), System.out, System.err);
    }

    private static final class Adapters implements AnchoringProcess.Ledgers {
        @Override
        public Function<String, Ledger> open(AnchoringConfig config) {
            return ledgers(config);
        }

        @Override
        public Map<String, Function<String, Ledger>> further(AnchoringConfig config) {
            Map<String, Function<String, Ledger>> further = new LinkedHashMap<>();
            for (Map<String, String> settings : config.furtherLedgers()) {
                Consortium opened = furtherLedger(settings);
                answerMembers(opened);
                if (further.put(opened.name(), opened::as) != null) {
                    throw new ConfigException("furtherLedgers: " + opened.name() + " twice");
                }
            }
            try {
                Consortium.further(config.witnesses(), config.timestamps())
                        .forEach(voucher -> further.put(voucher.name(), any -> voucher));
            } catch (ServerException e) {
                throw new ConfigException(String.valueOf(e.getMessage()), e);
            }
            return further;
        }

        @Override
        public void ready() {
            var unused = ClassArchive.begin();
        }
    }

    /** One identity for all: the ledger refuses heads of organisations that it isn't the owner of. */
    static Function<String, Ledger> ledgers(AnchoringConfig config) {
        if (!config.anchor().enabled()) {
            return organisation -> {
                throw new IllegalStateException("asked for the ledger of " + organisation + " while anchoring is off");
            };
        }
        Map<String, String> settings = config.ledger();
        settings.keySet().stream().filter(key -> !KEYS.contains(key)).findAny().ifPresent(key -> {
            throw new ConfigException("ledger." + key + ": unknown key; known are "
                    + KEYS.stream().sorted().collect(Collectors.joining(", ")));
        });
        String ledgerFile = settings.getOrDefault("config", "");
        if (!ledgerFile.isEmpty()) {
            return ofFile(settings);
        }
        if (!settings.containsKey("gateways")) {
            throw new ConfigException("ledger.config: missing; it names the consortium's ledger file (docs/fabric.md)."
                    + " Or set anchor.enabled to false, to seal without anchoring");
        }
        String tls = settings.getOrDefault("tlsCa", "");
        List<GatewayPeer> gateways = list(required(settings, "gateways"))
                .map(endpoint ->
                        tls.isEmpty() ? GatewayPeer.plainText(endpoint) : GatewayPeer.tls(endpoint, read("tlsCa", tls)))
                .toList();
        Ledger ledger = FabricLedger.connect(new FabricLedger.Config(
                gateways,
                required(settings, "channel"),
                required(settings, "chaincode"),
                FabricIdentity.ofPem(
                        required(settings, "msp"),
                        read("certificate", required(settings, "certificate")),
                        read("privateKey", required(settings, "privateKey"))),
                list(settings.getOrDefault("receiptMembers", "")).toList(),
                Path.of(required(settings, "stateDir")),
                FabricLedger.Config.DEFAULT_PATIENCE));
        return organisation -> ledger;
    }

    /** Of a further ledger, its file and its folder alone: what else there is to say is in the file. */
    static Consortium furtherLedger(Map<String, String> settings) {
        settings.keySet().stream()
                .filter(key -> !key.equals("config") && !key.equals("stateDir"))
                .findAny()
                .ifPresent(key -> {
                    throw new ConfigException("furtherLedgers." + key + ": unknown key; known are config, stateDir");
                });
        return ofFile("furtherLedgers", settings);
    }

    /** The same file as {@code up} takes: each kind of identity, and the organisations that this service may act for. */
    private static Function<String, Ledger> ofFile(Map<String, String> settings) {
        settings.keySet().stream()
                .filter(key -> !key.equals("config") && !key.equals("stateDir"))
                .findAny()
                .ifPresent(key -> {
                    throw new ConfigException("ledger." + key + ": beside ledger.config, which says it");
                });
        Consortium opened = ofFile("ledger", settings);
        answerMembers(opened);
        return opened::as;
    }

    private static void answerMembers(Consortium opened) {
        try {
            opened.answerMembers();
        } catch (ServerException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Consortium ofFile(String place, Map<String, String> settings) {
        Path ledgerFile = Path.of(required(place, settings, "config"));
        Path state = Path.of(required(place, settings, "stateDir"));
        try {
            Files.createDirectories(state);
            return Consortium.ofFile(state, ledgerFile);
        } catch (IOException e) {
            throw new ConfigException(place + ".stateDir: folder " + state + " can't be made", e);
        } catch (ServerException e) {
            throw new ConfigException(place + ".config: " + e.getMessage(), e);
        }
    }

    private static Stream<String> list(String text) {
        return Stream.of(text.split(",")).map(String::trim).filter(part -> !part.isEmpty());
    }

    private static String required(Map<String, String> settings, String key) {
        return required("ledger", settings, key);
    }

    private static String required(String place, Map<String, String> settings, String key) {
        String value = settings.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new ConfigException(place + "." + key + ": missing");
        }
        return value;
    }

    private static String read(String key, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new ConfigException("ledger." + key + ": file " + file + " can't be read", e);
        }
    }
}
