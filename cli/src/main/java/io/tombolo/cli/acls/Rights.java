package io.tombolo.cli.acls;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.connectors.database.Backfill;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;

/**
 * The table: what each part may do at Kafka, and nothing else. {@code AclsIT} runs every part with exactly these.
 *
 * @param organisations the owner's, whose topics begin with the name and a dot
 * @param anchoring the anchoring service's {@code id}
 * @param worker the {@code group.id} of the Connect worker
 */
record Rights(List<String> organisations, String anchoring, String worker) {
    private static final String FILES = "tombolo.files";
    private static final String PUSH = "tombolo.push";
    private static final String PUSH_TRANSACTION = "tombolo-push";
    private static final String HISTORY = "tombolo.schema-history.";
    private static final String SIGNALS_GROUP = "tombolo-signals-";
    private static final String PROTECTED = "keys of protected fields";
    private static final String DATASETS = "datasets of this organisation";

    Rights {
        organisations = List.copyOf(organisations);
    }

    /** Whether a part's rights depend on whose datasets there are. */
    static boolean needsOrganisation(Part.Kind kind) {
        return kind != Part.Kind.REGISTRY && kind != Part.Kind.CONSUMER && kind != Part.Kind.WITNESS;
    }

    List<Right> of(Part part) {
        return switch (part.kind()) {
            case REGISTRY -> List.of(Right.topic(Topics.SCHEMAS, "its schemas", CREATE, READ, WRITE));
            case CONNECT -> connect();
            case CONNECTOR -> connector(part.what());
            case PUBLISHER ->
                and(
                        datasets(CREATE, DESCRIBE, DESCRIBE_CONFIGS),
                        Right.topic(Topics.REJECTED, "rows that were refused", READ));
            case PUSH ->
                and(
                        datasets(CREATE, WRITE, DESCRIBE_CONFIGS),
                        Right.topic(PUSH, "its answers", CREATE, READ, WRITE),
                        Right.topic(Topics.KEYS, PROTECTED, CREATE, READ, WRITE),
                        Right.transactions(Topics.KEYS_TRANSACTIONS, PROTECTED),
                        Right.transaction(PUSH_TRANSACTION, "a request is shared once", WRITE));
            case ANCHORING -> service();
            case READ_SIDE ->
                and(
                        datasets(READ),
                        Right.topic(Topics.LOG, "the log", READ),
                        Right.topic(Topics.CHECKPOINTS, "the log", READ),
                        Right.topic(Topics.ANCHORS, "the log", READ));
            case CONSUMER ->
                List.of(
                        Right.topic(
                                DatasetId.parse(part.what()).topic(),
                                "the dataset, and whether its records expire",
                                READ,
                                DESCRIBE_CONFIGS),
                        Right.groups(part.user() + "-", "its consumer groups"));
            case WITNESS -> List.of();
        };
    }

    private List<Right> connect() {
        List<Right> rights = new ArrayList<>(datasets(CREATE, WRITE));
        for (String topic : List.of("connect-configs", "connect-offsets", "connect-status")) {
            rights.add(Right.topic(topic, "the worker's own", CREATE, READ, WRITE, DESCRIBE_CONFIGS));
        }
        rights.add(Right.group(worker, "the workers"));
        rights.add(Right.transaction("connect-cluster-" + worker, "the leader writes alone", WRITE));
        rights.add(Right.transactions(worker + "-", "a connector's events are shared once"));
        rights.add(Right.topic(Topics.REJECTED, "rows that were refused", CREATE, WRITE));
        rights.add(Right.topic(Topics.KEYS, PROTECTED, CREATE, READ, WRITE));
        rights.add(Right.transactions(Topics.KEYS_TRANSACTIONS, PROTECTED));
        rights.add(Right.topic(FILES, "notes about files", CREATE, WRITE));
        rights.add(Right.topic(Backfill.TOPIC, "requests for back-fills", READ));
        rights.add(Right.groups(SIGNALS_GROUP, "requests for back-fills"));
        rights.add(Right.topics(HISTORY, "table definitions of MariaDB", CREATE, READ, WRITE, DESCRIBE_CONFIGS));
        return rights;
    }

    private List<Right> connector(String name) {
        return and(
                datasets(CREATE, WRITE),
                Right.transactions(worker + "-" + name + "-", "its events are shared once"),
                Right.topic("connect-offsets", "how far it is", READ, WRITE),
                Right.topic(Topics.REJECTED, "rows that were refused", CREATE, WRITE),
                Right.topic(Topics.KEYS, PROTECTED, CREATE, READ, WRITE),
                Right.transactions(Topics.KEYS_TRANSACTIONS, PROTECTED),
                Right.topic(FILES, "notes about files", CREATE, WRITE),
                Right.topic(Backfill.TOPIC, "requests for back-fills", READ),
                Right.group(SIGNALS_GROUP + name, "requests for back-fills"),
                Right.topic(HISTORY + name, "table definitions of MariaDB", CREATE, READ, WRITE, DESCRIBE_CONFIGS));
    }

    private List<Right> service() {
        List<Right> rights = new ArrayList<>(datasets(READ));
        for (String topic : List.of(
                Topics.LOG, Topics.CHECKPOINTS, Topics.ANCHORS, Topics.REJECTED, OwnTopics.LOGS, OwnTopics.FRONTIERS)) {
            rights.add(Right.topic(topic, "what it makes", CREATE, READ, WRITE));
        }
        rights.add(Right.groups(anchoring, "its processes"));
        rights.add(Right.transactions(anchoring, "a record gets one leaf"));
        rights.add(Right.transaction("*", "transactions that hang", DESCRIBE));
        for (String topic : List.of("__consumer_offsets", PUSH, FILES)) {
            rights.add(Right.topic(topic, "transactions that hang", READ));
        }
        rights.add(Right.topics("connect-", "transactions that hang", READ));
        return rights;
    }

    private List<Right> datasets(AclOperation... may) {
        return organisations.stream()
                .map(organisation -> Right.topics(organisation + ".", DATASETS, may))
                .toList();
    }

    private static List<Right> and(List<Right> first, Right... then) {
        return Stream.concat(first.stream(), Stream.of(then)).toList();
    }

    /** All of a part's, as Kafka keeps them. */
    Stream<AclBinding> bindings(Part part) {
        return of(part).stream().flatMap(right -> right.bindings(part.principal()));
    }
}
