package io.tombolo.connectors;

import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** What {@link ToDatasetChange} is told. */
final class ChangeConfig extends AbstractConfig {

    static final String DATASET = "dataset";
    static final String KEY_FIELDS = "key.fields";
    static final String SYSTEM = "system";
    static final String FLAT_OP = "flat.op";

    static final ConfigDef DEF = new ConfigDef()
            .define(
                    DATASET,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.DATASET,
                    Importance.HIGH,
                    "The dataset that the changes belong to, as organisation/name, for instance acme.example/flights.")
            .define(
                    KEY_FIELDS,
                    ConfigDef.Type.LIST,
                    List.of(),
                    Importance.MEDIUM,
                    "The row's fields that make its key, for sources whose records have none. Empty: the record's own key.")
            .define(
                    SYSTEM,
                    ConfigDef.Type.STRING,
                    "file",
                    Importance.LOW,
                    "Kind or name of the source system of flat rows, as it is told to consumers.")
            .define(
                    FLAT_OP,
                    ConfigDef.Type.STRING,
                    Op.CREATE.name(),
                    ConfigDef.ValidString.in(Op.CREATE.name(), Op.SNAPSHOT.name()),
                    Importance.LOW,
                    "What a flat row means: CREATE, a row that was added, or SNAPSHOT, a row as it was found.");

    ChangeConfig(Map<String, ?> settings) {
        super(DEF, settings, false);
    }

    DatasetId dataset() {
        return DatasetId.parse(getString(DATASET));
    }

    List<String> keyFields() {
        return getList(KEY_FIELDS);
    }

    String system() {
        return getString(SYSTEM);
    }

    Op flatOp() {
        return Op.valueOf(getString(FLAT_OP));
    }
}
