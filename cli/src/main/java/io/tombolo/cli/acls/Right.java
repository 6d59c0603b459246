package io.tombolo.cli.acls;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a part may do with a resource, or with all whose names begin alike. Who may read or write may describe, so that is never listed beside.
 *
 * @param why in a few words
 */
record Right(ResourcePattern resource, String why, List<AclOperation> operations) {
    private static final String ANY_HOST = "*";

    private static Right of(ResourceType type, PatternType pattern, String name, String why, AclOperation... may) {
        return new Right(new ResourcePattern(type, name, pattern), why, List.of(may));
    }

    static Right topic(String name, String why, AclOperation... may) {
        return of(ResourceType.TOPIC, PatternType.LITERAL, name, why, may);
    }

    static Right topics(String begin, String why, AclOperation... may) {
        return of(ResourceType.TOPIC, PatternType.PREFIXED, begin, why, may);
    }

    static Right group(String name, String why) {
        return of(ResourceType.GROUP, PatternType.LITERAL, name, why, AclOperation.READ);
    }

    static Right groups(String begin, String why) {
        return of(ResourceType.GROUP, PatternType.PREFIXED, begin, why, AclOperation.READ);
    }

    static Right transaction(String id, String why, AclOperation may) {
        return of(ResourceType.TRANSACTIONAL_ID, PatternType.LITERAL, id, why, may);
    }

    static Right transactions(String begin, String why) {
        return of(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, begin, why, AclOperation.WRITE);
    }

    /** As Kafka keeps it, one for each operation. */
    Stream<AclBinding> bindings(String principal) {
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW)));
    }
}
