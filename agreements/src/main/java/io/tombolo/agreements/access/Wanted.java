package io.tombolo.agreements.access;

import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one partner may do now, by all its agreements.
 *
 * @param organisation the partner's
 * @param topics what it may read
 * @param bytesPerSecond how fast, for all of them together
 * @param user whether it has credentials: while an agreement is in force, will be, or is suspended
 */
record Wanted(String organisation, SortedSet<String> topics, long bytesPerSecond, boolean user) {
    private static final String CONSUMER_RATE = "consumer_byte_rate";
    private static final String REQUEST_SHARE = "request_percentage";

    /**
     * Far below what any request takes. A fetch that waited in the broker is answered without records when its user is above its share, although
     * it was allowed when it came: Kafka looks at quotas when it answers, and at access lists only before. Such an answer is delayed
     * by a second at most.
     */
    private static final double NEXT_TO_NOTHING = 0.000_001;

    /** By the partners' users. */
    static Map<String, Wanted> of(List<Agreement> agreements, Instant now) {
        Map<String, Wanted> wanted = new TreeMap<>();
        for (Agreement one : agreements) {
            String organisation = one.terms().consumer().name();
            boolean inForce = one.inForce(now);
            boolean keeps = (one.state() == State.FINALIZED || one.state() == State.SUSPENDED)
                    && now.isBefore(one.terms().until());
            SortedSet<String> topics = new TreeSet<>();
            if (inForce) {
                topics.add(one.terms().dataset().topic());
            }
            wanted.merge(
                    Partners.user(organisation),
                    new Wanted(organisation, topics, inForce ? one.terms().bytesPerSecond() : 0, keeps),
                    Wanted::and);
        }
        return wanted;
    }

    /** When that changes although no agreement does: at the next begin or end of a period. */
    static Optional<Instant> nextChange(List<Agreement> agreements, Instant now) {
        return agreements.stream()
                .filter(one -> one.state() == State.FINALIZED || one.state() == State.SUSPENDED)
                .flatMap(one -> List.of(one.terms().from(), one.terms().until()).stream())
                .filter(at -> at.isAfter(now))
                .min(Instant::compareTo);
    }

    private static Wanted and(Wanted one, Wanted other) {
        SortedSet<String> topics = new TreeSet<>(one.topics);
        topics.addAll(other.topics);
        long rate = one.bytesPerSecond + other.bytesPerSecond;
        return new Wanted(one.organisation, topics, rate < 0 ? Long.MAX_VALUE : rate, one.user || other.user);
    }

    NavigableSet<AclBinding> acls() {
        NavigableSet<AclBinding> acls = KafkaAccess.sorted();
        for (String topic : topics) {
            acls.add(may(AclOperation.READ, new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL)));
        }
        if (!topics.isEmpty()) {
            String groups = Partners.groupPrefix(organisation);
            acls.add(may(AclOperation.READ, new ResourcePattern(ResourceType.GROUP, groups, PatternType.PREFIXED)));
        }
        return acls;
    }

    private AclBinding may(AclOperation operation, ResourcePattern what) {
        String principal = Partners.principal(Partners.user(organisation));
        return new AclBinding(what, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    Map<String, Double> quotas() {
        return topics.isEmpty()
                ? Map.of(REQUEST_SHARE, NEXT_TO_NOTHING)
                : Map.of(CONSUMER_RATE, (double) bytesPerSecond);
    }
}
