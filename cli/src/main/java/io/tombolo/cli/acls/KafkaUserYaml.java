package io.tombolo.cli.acls;

import io.tombolo.cli.shell.CommandException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** A part's user as a resource of Strimzi, whose user operator makes the password, the access lists and a Secret with the login. */
final class KafkaUserYaml {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private KafkaUserYaml() {}

    /** @param cluster the name of the {@code Kafka} resource */
    static String of(String cluster, Part part, List<Right> rights) {
        for (String name : List.of(cluster, part.user())) {
            if (!NAME.matcher(name).matches()) {
                throw new CommandException("--strimzi: '" + name
                        + "' is not a name of a Kubernetes resource: at most 253 of a-z 0-9 - . are");
            }
        }
        StringBuilder yaml = new StringBuilder("---\n# ")
                .append(part.name())
                .append("\napiVersion: kafka.strimzi.io/v1\nkind: KafkaUser\nmetadata:\n  name: ")
                .append(part.user())
                .append("\n  labels: {strimzi.io/cluster: ")
                .append(cluster)
                .append(
                        "}\nspec:\n  authentication: {type: scram-sha-512}\n  authorization:\n    type: simple\n    acls:\n");
        rights.forEach(right -> yaml.append("      # ")
                .append(right.why())
                .append("\n      - resource: ")
                .append(resource(right.resource()))
                .append("\n        operations: [")
                .append(right.operations().stream().map(AclText::camel).collect(Collectors.joining(", ")))
                .append("]\n"));
        return yaml.toString();
    }

    private static String resource(ResourcePattern resource) {
        String type = resource.resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "transactionalId"
                : resource.resourceType().name().toLowerCase(Locale.ROOT);
        String pattern = resource.patternType() == PatternType.PREFIXED ? ", patternType: prefix" : "";
        return "{type: " + type + ", name: \"" + resource.name() + "\"" + pattern + "}";
    }
}
