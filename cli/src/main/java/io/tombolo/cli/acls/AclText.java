package io.tombolo.cli.acls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Access lists in words, in JSON, and as commands of Kafka's own tool. */
final class AclText {
    private AclText() {}

    /** As {@code topic acme.example.*}. */
    static String resource(ResourcePattern resource) {
        return lower(resource.resourceType()) + " " + resource.name()
                + (resource.patternType() == PatternType.PREFIXED ? "*" : "");
    }

    static String operations(List<AclOperation> operations) {
        return operations.stream().map(AclText::lower).collect(Collectors.joining(", "));
    }

    /** As {@code User:erp may read topic tombolo.log}. */
    static String line(AclBinding acl) {
        boolean allowed = acl.entry().permissionType() == AclPermissionType.ALLOW;
        String from =
                acl.entry().host().equals("*") ? "" : " from " + acl.entry().host();
        return acl.entry().principal() + (allowed ? " may " : " may not ")
                + lower(acl.entry().operation()) + " " + resource(acl.pattern()) + from;
    }

    static Map<String, Object> json(AclBinding acl) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("principal", acl.entry().principal());
        json.put("host", acl.entry().host());
        json.put("permission", lower(acl.entry().permissionType()));
        json.put("operation", lower(acl.entry().operation()));
        json.put("resource", lower(acl.pattern().resourceType()));
        json.put("pattern", lower(acl.pattern().patternType()));
        json.put("name", acl.pattern().name());
        return json;
    }

    /** For {@code kafka-acls.sh}, of Kafka's distribution. */
    static String command(Right right, String principal, String bootstrap) {
        StringBuilder command = new StringBuilder("kafka-acls.sh --bootstrap-server ")
                .append(bootstrap)
                .append(" --command-config admin.properties --add --allow-principal '")
                .append(principal)
                .append("'");
        right.operations().forEach(operation -> command.append(" --operation ").append(camel(operation)));
        ResourcePattern resource = right.resource();
        String option = resource.resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "transactional-id"
                : lower(resource.resourceType());
        command.append(" --")
                .append(option)
                .append(" '")
                .append(resource.name())
                .append("'");
        if (resource.patternType() == PatternType.PREFIXED) {
            command.append(" --resource-pattern-type prefixed");
        }
        return command.toString();
    }

    static String camel(AclOperation operation) {
        StringBuilder name = new StringBuilder();
        for (String word : operation.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
