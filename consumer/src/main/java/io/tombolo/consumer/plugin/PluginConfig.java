package io.tombolo.consumer.plugin;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.consumer.watch.TopicDatasets;
import io.tombolo.consumer.watch.Watches;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import io.tombolo.verification.receipt.timestamp.TimestampReceiptVerifier;
import io.tombolo.verification.receipt.witness.WitnessReceiptVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/** The interceptor's keys among a consumer's properties. */
final class PluginConfig {
    static final String READ_SIDE = "tombolo.read.side";
    static final String POLICY = "tombolo.policy";
    static final String TOPICS = "tombolo.topics";
    static final String KEY_FORMAT = "tombolo.key.format";
    static final String VALUE_FORMAT = "tombolo.value.format";
    static final String ON_REFUSAL = "tombolo.on.refusal";
    static final String GAPS = "tombolo.gaps";
    static final String LISTENER = "tombolo.listener";
    static final String RECEIPTS = "tombolo.receipts";
    static final String ASK_EVERY = "tombolo.ask.every.ms";
    static final String MAX_UNSEALED = "tombolo.max.unsealed";
    static final String PATIENCE = "tombolo.patience.ms";

    private static final String ALL = "*";
    private static final List<String> ALL_KINDS = List.of(
            "evm=" + EvmReceiptVerifier.class.getName(),
            "fabric=" + FabricReceiptVerifier.class.getName(),
            "fisco=" + FiscoReceiptVerifier.class.getName(),
            "rfc3161=" + TimestampReceiptVerifier.class.getName(),
            "witness=" + WitnessReceiptVerifier.class.getName());

    private static final ConfigDef KEYS = new ConfigDef()
            .define(READ_SIDE, ConfigDef.Type.STRING, Importance.HIGH, "Address of the owner's read side.")
            .define(POLICY, ConfigDef.Type.STRING, Importance.HIGH, "Path of the trust policy: a file on this machine.")
            .define(
                    TOPICS,
                    ConfigDef.Type.STRING,
                    ALL,
                    Importance.HIGH,
                    "Topics to verify, and topic=organisation/dataset for a mirror.")
            .define(
                    KEY_FORMAT,
                    ConfigDef.Type.STRING,
                    "avro",
                    ValidString.in("avro", "raw"),
                    Importance.MEDIUM,
                    "As registered.")
            .define(
                    VALUE_FORMAT,
                    ConfigDef.Type.STRING,
                    "avro",
                    ValidString.in("avro", "raw"),
                    Importance.MEDIUM,
                    "As registered.")
            .define(
                    ON_REFUSAL,
                    ConfigDef.Type.STRING,
                    "stop",
                    ValidString.in("stop", "tell"),
                    Importance.HIGH,
                    "Stop, or only report.")
            .define(
                    GAPS,
                    ConfigDef.Type.STRING,
                    "refused",
                    ValidString.in("refused", "told"),
                    Importance.MEDIUM,
                    "Expired records.")
            .define(LISTENER, ConfigDef.Type.STRING, "", Importance.LOW, "Class of a VerdictListener.")
            .define(RECEIPTS, ConfigDef.Type.LIST, ALL_KINDS, Importance.LOW, "Receipt verifiers: kind=class.")
            .define(
                    ASK_EVERY,
                    ConfigDef.Type.LONG,
                    500,
                    Range.atLeast(1),
                    Importance.LOW,
                    "How often the read side is asked.")
            .define(
                    MAX_UNSEALED,
                    ConfigDef.Type.INT,
                    Watches.WatchConfig.DEFAULT_MAX_UNSEALED,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Memory.")
            .define(
                    PATIENCE,
                    ConfigDef.Type.LONG,
                    60_000,
                    Range.atLeast(0),
                    Importance.LOW,
                    "How long a full memory may block.")
            .define(
                    UsageReceipts.FOLDER,
                    ConfigDef.Type.STRING,
                    null,
                    Importance.MEDIUM,
                    "Receipts of usage: agreements.")
            .define(UsageReceipts.KEY, ConfigDef.Type.STRING, null, Importance.MEDIUM, "Receipts of usage: the key.")
            .define(UsageReceipts.SERVER, ConfigDef.Type.STRING, null, Importance.MEDIUM, "The owner's agreements.")
            .define(OpensFields.KEYS, ConfigDef.Type.STRING, null, Importance.MEDIUM, "The deserializer's: whose keys.")
            .define(OpensFields.UNREADABLE, ConfigDef.Type.STRING, null, Importance.MEDIUM, "The deserializer's.")
            .define(
                    RawKeepingDeserializer.KEY_DESERIALIZER,
                    ConfigDef.Type.CLASS,
                    null,
                    Importance.MEDIUM,
                    "Makes the keys.")
            .define(
                    RawKeepingDeserializer.VALUE_DESERIALIZER,
                    ConfigDef.Type.CLASS,
                    null,
                    Importance.MEDIUM,
                    "Makes the values.");

    /** Further keys of the file that tombolo join writes. */
    private static final Set<String> OF_COMMANDS = Set.of("tombolo.server", "tombolo.agreement");

    private final AbstractConfig values;
    private final Map<String, ?> all;

    PluginConfig(Map<String, ?> properties) {
        Map<String, Object> own = new HashMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith("tombolo.") && !OF_COMMANDS.contains(key)) {
                if (!KEYS.names().contains(key)) {
                    throw new ConfigException(key, value, "no such key; there are " + KEYS.names());
                }
                own.put(key, value);
            }
        });
        this.values = new AbstractConfig(KEYS, own, false);
        this.all = properties;
    }

    boolean stops() {
        return values.getString(ON_REFUSAL).equals("stop");
    }

    Duration patience() {
        return Duration.ofMillis(values.getLong(PATIENCE));
    }

    Optional<VerdictListener> listener() {
        String name = values.getString(LISTENER);
        return name.isEmpty() ? Optional.empty() : Optional.of(make(LISTENER, name, VerdictListener.class));
    }

    Watches.WatchConfig watch() {
        PartFormat key = format(KEY_FORMAT);
        PartFormat value = format(VALUE_FORMAT);
        String topics = values.getString(TOPICS);
        try {
            return new Watches.WatchConfig(
                    new ProvenanceClient(URI.create(values.getString(READ_SIDE))),
                    policy(),
                    receipts(),
                    key == PartFormat.AVRO || value == PartFormat.AVRO ? schemas() : id -> null,
                    key,
                    value,
                    topics.equals(ALL) ? TopicDatasets.byName() : TopicDatasets.parse(topics),
                    values.getString(GAPS).equals("told"),
                    Hashing.OWN_THREAD,
                    Duration.ofMillis(values.getLong(ASK_EVERY)),
                    values.getInt(MAX_UNSEALED));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("tombolo: " + e.getMessage());
        }
    }

    private PartFormat format(String key) {
        return PartFormat.valueOf(values.getString(key).toUpperCase(Locale.ROOT));
    }

    private TrustPolicy policy() {
        Path file = Path.of(values.getString(POLICY));
        try {
            return PolicyFile.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigException(POLICY, file, "can't be read");
        } catch (MalformedException e) {
            throw new ConfigException(POLICY, file, String.valueOf(e.getMessage()));
        }
    }

    private SchemaHashes schemas() {
        return new RegistrySchemaHashes(new HttpRegistryClient(RegistrySettings.from(all)));
    }

    private Map<String, ReceiptVerifier> receipts() {
        Map<String, ReceiptVerifier> receipts = new HashMap<>();
        for (String item : values.getList(RECEIPTS)) {
            String[] sides = item.split("=", 2);
            if (sides.length != 2) {
                throw new ConfigException(RECEIPTS, item, "must be kind=class, as " + ALL_KINDS.get(0));
            }
            receipts.put(sides[0], make(RECEIPTS, sides[1], ReceiptVerifier.class));
        }
        return receipts;
    }

    private static <T> T make(String key, String type, Class<T> of) {
        try {
            return Utils.newInstance(type, of);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new ConfigException(key, type, "no " + of.getSimpleName() + " on the class path");
        }
    }
}
