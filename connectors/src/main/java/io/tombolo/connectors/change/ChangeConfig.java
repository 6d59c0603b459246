package io.tombolo.connectors.change;

import io.tombolo.connectors.mask.FieldRules;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.connectors.protect.ProtectRules;
import io.tombolo.connectors.source.Change;
import io.tombolo.connectors.source.Change.Op;
import io.tombolo.connectors.source.Checks;
import io.tombolo.connectors.source.NameList;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The settings of {@link ChangeTransform}. */
final class ChangeConfig extends AbstractConfig {

    static final String DATASET = "dataset";
    static final String KEY_FIELDS = Change.KEY_FIELDS;
    static final String SYSTEM = "system";
    static final String FLAT_OP = "flat.op";
    static final String FIELDS_INCLUDE = "fields.include";
    static final String FIELDS_EXCLUDE = "fields.exclude";
    static final String FIELDS_MASK = "fields.mask";
    static final String FIELDS_RENAME = FieldRules.RENAME;
    static final String FIELDS_PROTECT = ProtectRules.PROTECT;
    static final String FIELDS_UNPROTECT = "fields.unprotect";
    static final String SUBJECT_COLUMNS = "subject.columns";
    static final String PROTECT_KEYSET = "protect.keyset";
    static final String PROTECT_KAFKA = "protect.kafka";
    static final String TABLES_RENAME = "tables.rename";
    static final String MASK_SECRET = FieldRules.SECRET;
    static final String ON_BAD_ROW = "on.bad.row";
    static final String REJECTED_TOPIC = "rejected.topic";
    static final String RECORD_MAX_BYTES = "record.max.bytes";

    static final ConfigDef DEF = new ConfigDef()
            .define(
                    DATASET,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.that("organisation/name", value -> DatasetName.any(String.valueOf(value))),
                    Importance.HIGH,
                    "The dataset that the changes belong to, as organisation/name, for instance acme.example/flights."
                            + " In the name, ${table}, ${schema} and ${database} stand for where the row comes from, in"
                            + " lower case.")
            .define(
                    KEY_FIELDS,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "The row's fields that make its key, for sources whose records have none. Empty: the record's own"
                            + " key.")
            .define(
                    SYSTEM,
                    ConfigDef.Type.STRING,
                    "file",
                    Importance.LOW,
                    "Kind or name of the source system of flat rows, as consumers see it. Debezium and"
                            + " CloudEvents say it themselves.")
            .define(
                    FLAT_OP,
                    ConfigDef.Type.STRING,
                    Op.CREATE.name(),
                    ConfigDef.ValidString.in(Op.CREATE.name(), Op.UPDATE.name(), Op.DELETE.name(), Op.SNAPSHOT.name()),
                    Importance.LOW,
                    "What a flat row means: CREATE, a row that was added; UPDATE, as it is now; DELETE, one that is"
                            + " gone; or SNAPSHOT, a row as it was found.")
            .define(
                    FIELDS_INCLUDE,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "The only fields that leave, each as field or table.field; outer.inner names a field inside"
                            + " another, in structs, arrays, maps and JSON. Empty: all. A key's fields must be among"
                            + " them.")
            .define(
                    FIELDS_EXCLUDE,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "Fields that never leave, each as field, table.field or outer.inner.")
            .define(
                    FIELDS_MASK,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "Fields whose value never leaves, each as field, table.field or outer.inner. With " + MASK_SECRET
                            + " a keyed hash (HMAC-SHA256, 64 hexadecimal digits) takes its place, equal for equal"
                            + " values; without, nothing does.")
            .define(
                    FIELDS_RENAME,
                    ConfigDef.Type.STRING,
                    "",
                    Checks.that("OLD:NEW,…", value -> pairs(String.valueOf(value))),
                    Importance.MEDIUM,
                    "Fields that get another name, each as field:new or table.field:new; other settings name them as"
                            + " the source does.")
            .define(
                    TABLES_RENAME,
                    ConfigDef.Type.STRING,
                    "",
                    Checks.that("OLD:NEW,…", value -> pairs(String.valueOf(value))),
                    Importance.MEDIUM,
                    "The value of ${table}, for single tables, each as schema.table:new or database.table:new.")
            .define(
                    MASK_SECRET,
                    ConfigDef.Type.PASSWORD,
                    null,
                    Importance.MEDIUM,
                    "The key of masked fields' hashes. Give it through a config provider, for instance "
                            + "${file:/path/secrets/mask:secret}.")
            .define(
                    FIELDS_PROTECT,
                    ConfigDef.Type.STRING,
                    "",
                    Checks.that("FIELD:GROUP,…", value -> protect(String.valueOf(value), "")),
                    Importance.MEDIUM,
                    "Fields that leave encrypted, each as field:group, table.field:group or outer.inner:group. A"
                            + " recipient reads those of the groups that it has keys for, and verifies all.")
            .define(
                    FIELDS_UNPROTECT,
                    ConfigDef.Type.STRING,
                    "",
                    Checks.that("FIELD:GROUP,…", value -> protect("", String.valueOf(value))),
                    Importance.LOW,
                    "Fields that left encrypted before and leave in clear again, written as in " + FIELDS_PROTECT
                            + " before: their schema keeps both forms.")
            .define(
                    SUBJECT_COLUMNS,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "The row's fields that say whose data it is, for " + FIELDS_PROTECT + ": each subject has a key of"
                            + " its own, so that its data can be erased. Empty: the row's key.")
            .define(
                    PROTECT_KEYSET,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "What wraps the keys of protected fields: the path of a Tink keyset, mode 0600, or the URI of a key"
                            + " management service's key.")
            .define(
                    PROTECT_KAFKA,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.MEDIUM,
                    "A file of Kafka client settings, by which the keys of protected fields are read from and kept in"
                            + " tombolo.keys. Or give single settings, as protect.kafka.bootstrap.servers.")
            .define(
                    ON_BAD_ROW,
                    ConfigDef.Type.STRING,
                    "reject",
                    ConfigDef.ValidString.in("reject", "stop"),
                    Importance.MEDIUM,
                    "What happens to a change that can't be shared. 'reject' says so, with its position and without"
                            + " its values, on the topic of refused input; 'stop' stops the task before it.")
            .define(
                    REJECTED_TOPIC,
                    ConfigDef.Type.STRING,
                    "tombolo.rejected",
                    Checks.NOT_BLANK,
                    Importance.LOW,
                    "The topic of refused input.")
            .define(
                    RECORD_MAX_BYTES,
                    ConfigDef.Type.INT,
                    RecordLimit.DEFAULT,
                    ConfigDef.Range.between(1 << 10, Integer.MAX_VALUE),
                    Importance.MEDIUM,
                    "Size limit of one event, key and value in Avro, in bytes. A larger one is refused as TOO_LONG. It"
                            + " must be 1 KiB less than what Kafka takes: max.request.size of the connector's producer,"
                            + " and max.message.bytes of the topic, whose default is message.max.bytes of the broker.");

    ChangeConfig(Map<String, ?> settings) {
        super(DEF, settings, false);
    }

    DatasetName dataset() {
        return new DatasetName(getString(DATASET), pairs(getString(TABLES_RENAME)));
    }

    /** For what is refused before its table is known. */
    DatasetId anyDataset() {
        return DatasetName.any(getString(DATASET));
    }

    /** Whether all changes are of one dataset, whatever table they come from. */
    boolean oneDataset() {
        return !getString(DATASET).contains("${");
    }

    List<String> keyFields() {
        return NameList.parse(getString(KEY_FIELDS));
    }

    String system() {
        return getString(SYSTEM);
    }

    Op flatOp() {
        return Op.valueOf(getString(FLAT_OP));
    }

    FieldRules rules() {
        @Nullable Password secret = getPassword(MASK_SECRET);
        return new FieldRules(
                names(FIELDS_INCLUDE),
                names(FIELDS_EXCLUDE),
                names(FIELDS_MASK),
                pairs(getString(FIELDS_RENAME)),
                secret == null ? null : secret.value());
    }

    ProtectRules protectRules() {
        return new ProtectRules(
                pairs(getString(FIELDS_PROTECT)),
                pairs(getString(FIELDS_UNPROTECT)),
                NameList.parse(getString(SUBJECT_COLUMNS)));
    }

    private static ProtectRules protect(String protect, String unprotect) {
        return new ProtectRules(pairs(protect), pairs(unprotect), List.of());
    }

    /** Where keys of protected fields come from. */
    KeyTopic protectKeys() {
        String keyset = getString(PROTECT_KEYSET);
        if (keyset.isEmpty()) {
            throw new ConfigException(FIELDS_PROTECT + " needs " + PROTECT_KEYSET + ": the path of a keyset, or a URI");
        }
        Map<String, Object> kafka = new LinkedHashMap<>(originalsWithPrefix(PROTECT_KAFKA + "."));
        String file = getString(PROTECT_KAFKA);
        if (!file.isEmpty()) {
            Properties settings = new Properties();
            try (Reader in = Files.newBufferedReader(Path.of(file))) {
                settings.load(in);
            } catch (IOException e) {
                throw new ConfigException(PROTECT_KAFKA, file, "can't be read: " + e.getMessage());
            }
            settings.stringPropertyNames().forEach(name -> kafka.putIfAbsent(name, settings.getProperty(name)));
        }
        if (!kafka.containsKey("bootstrap.servers")) {
            throw new ConfigException(FIELDS_PROTECT + " needs " + PROTECT_KAFKA
                    + ": a file of Kafka client settings with bootstrap.servers");
        }
        return new KeyTopic(kafka, KeyEncryption.of(keyset));
    }

    boolean stopOnBadRow() {
        return getString(ON_BAD_ROW).equals("stop");
    }

    RecordLimit recordLimit() {
        return new RecordLimit(getInt(RECORD_MAX_BYTES));
    }

    String rejectedTopic() {
        return getString(REJECTED_TOPIC);
    }

    private Set<String> names(String key) {
        return new HashSet<>(NameList.parse(getString(key)));
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String item : NameList.items(text)) {
            Map.Entry<String, String> pair = NameList.pair(item);
            if (pairs.put(pair.getKey(), pair.getValue()) != null) {
                throw new IllegalArgumentException(pair.getKey() + " is named twice");
            }
        }
        return pairs;
    }
}
