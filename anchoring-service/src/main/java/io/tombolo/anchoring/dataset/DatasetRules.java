package io.tombolo.anchoring.dataset;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.ConfigException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Decides which topics are datasets: the first rule that matches a whole name; internal topics never are. */
public final class DatasetRules {
    private static final String NOT_INTERNAL = "(?!tombolo\\.|_|connect-)";
    private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?<[a-zA-Z][a-zA-Z0-9]*>");

    private record Rule(Pattern topics, AnchoringConfig.DatasetRule rule) {}

    private final List<Rule> rules = new ArrayList<>();
    private final AnchoringConfig.Seal seal;
    private final Set<String> excluded;

    public DatasetRules(List<AnchoringConfig.DatasetRule> rules, AnchoringConfig.Seal seal) {
        this(rules, seal, Set.of());
    }

    /** With topics that are not datasets though a rule matches. */
    public DatasetRules(List<AnchoringConfig.DatasetRule> rules, AnchoringConfig.Seal seal, Set<String> excluded) {
        this.seal = seal;
        this.excluded = Set.copyOf(excluded);
        rules.forEach(rule -> this.rules.add(new Rule(Pattern.compile(rule.topics()), rule)));
    }

    /** What Streams subscribes to. Group names are dropped, as two rules may use the same. */
    public Pattern subscription() {
        String not = excluded.stream()
                .map(topic -> "(?!" + Pattern.quote(topic) + "$)")
                .collect(Collectors.joining("", NOT_INTERNAL, ""));
        return Pattern.compile(rules.stream()
                .map(rule -> NAMED_GROUP.matcher(rule.topics().pattern()).replaceAll("(?:"))
                .collect(Collectors.joining(")|(?:", not + "(?:(?:", "))")));
    }

    /**
     * The dataset that a topic holds; empty when it is none.
     *
     * @throws ConfigException when a rule matches but gives no valid name
     */
    public Optional<Dataset> of(String topic) {
        if (DatasetId.isInternalTopic(topic) || excluded.contains(topic)) {
            return Optional.empty();
        }
        for (Rule rule : rules) {
            Matcher matcher = rule.topics().matcher(topic);
            if (matcher.matches()) {
                return Optional.of(dataset(topic, rule.rule(), matcher));
            }
        }
        return Optional.empty();
    }

    private Dataset dataset(String topic, AnchoringConfig.DatasetRule rule, Matcher matcher) {
        DatasetId id;
        try {
            id = new DatasetId(
                    name(rule.organisation(), matcher, "organisation"), name(rule.dataset(), matcher, "dataset"));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "datasets: rule '" + rule.topics() + "' names no dataset for topic " + topic + " (" + e.getMessage()
                            + ")",
                    e);
        }
        return new Dataset(
                id,
                topic,
                format(rule.key()),
                format(rule.value()),
                new AnchoringConfig.Seal(
                        rule.sealLeaves() == 0 ? seal.leaves() : rule.sealLeaves(),
                        rule.sealAgeMs() == 0 ? seal.ageMs() : rule.sealAgeMs()));
    }

    private static String name(String fixed, Matcher matcher, String group) {
        if (!fixed.isEmpty()) {
            return fixed;
        }
        // A group may have taken no part in the match.
        String found = matcher.group(group);
        return found == null ? "" : found;
    }

    private static PartFormat format(String format) {
        return format.equals("avro") ? PartFormat.AVRO : PartFormat.RAW;
    }
}
