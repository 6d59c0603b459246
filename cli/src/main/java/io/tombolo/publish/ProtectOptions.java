package io.tombolo.publish;

import io.tombolo.connectors.protect.ProtectRules;
import io.tombolo.connectors.source.NameList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --protect}, {@code --unprotect} and {@code --subject}, the same for every command that shares. */
public final class ProtectOptions {
    private static final String CHANGE = "transforms.change.";

    @Option(
            names = "--protect",
            paramLabel = "FIELD:GROUP",
            description = "a field that leaves encrypted, and the group of recipients who may read it, as"
                    + " diagnosis:clinical or outer.inner:clinical; separated by commas, or given again")
    private List<String> protect = List.of();

    @Option(
            names = "--unprotect",
            paramLabel = "FIELD:GROUP",
            description = "a field that left encrypted before and leaves in clear again")
    private List<String> unprotect = List.of();

    @Option(
            names = "--subject",
            split = ",",
            paramLabel = "FIELD",
            description =
                    "the fields that say whose data a row is, separated by commas: each subject has a key of its own"
                            + " (default: the row's key)")
    private List<String> subject = List.of();

    /** No field is protected. */
    public static final ProtectOptions NONE = new ProtectOptions();

    /** The rules, as the transform has them. */
    public ProtectRules rules() {
        try {
            return new ProtectRules(
                    pairs(protect),
                    pairs(unprotect),
                    subject.stream().map(String::strip).toList());
        } catch (IllegalArgumentException e) {
            throw new PublishException("--protect: " + e.getMessage(), e);
        }
    }

    /** {@code --protect} as one list. */
    public String protectList() {
        return String.join(",", protect);
    }

    /** {@code --unprotect} as one list. */
    public String unprotectList() {
        return String.join(",", unprotect);
    }

    /** {@code --subject} as one list. */
    public String subjectList() {
        return String.join(
                ",", rules().subject().stream().map(NameList::escaped).toList());
    }

    /**
     * Settings of a connector.
     *
     * @param ours whether its worker is that of a {@code tombolo up}, which knows where its keyset is
     */
    public Map<String, String> settings(boolean ours) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (rules().none()) {
            return settings;
        }
        settings.put(CHANGE + ProtectRules.PROTECT, protectList());
        settings.put(CHANGE + "fields.unprotect", unprotectList());
        settings.put(CHANGE + "subject.columns", subjectList());
        if (ours) {
            settings.put(CHANGE + "protect.keyset", "${tombolo:keyset}");
            settings.put(CHANGE + "protect.kafka", "${tombolo:kafka}");
        }
        return settings;
    }

    private static Map<String, String> pairs(List<String> lists) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String list : lists) {
            for (String item : NameList.items(list)) {
                Map.Entry<String, String> pair = NameList.pair(item);
                if (pairs.put(pair.getKey(), pair.getValue()) != null) {
                    throw new IllegalArgumentException(pair.getKey() + " is named twice");
                }
            }
        }
        return pairs;
    }
}
