package io.tombolo.doctor;

/** What a check can find, with what to do about it: {@code docs/doctor.md} is held to this list. */
enum Fault {
    SERVER_DOWN(true, "start it with tombolo up --data DIR; DIR/logs has the reason why it ended"),
    KAFKA_UNREACHABLE(
            true,
            "compare the address and the settings of clients with the brokers' listeners, and see that a broker runs"),
    KAFKA_REFUSED(
            true,
            "give the principal the right to describe what is named; tombolo acls --print lists the rights of each part"),
    KAFKA_UPGRADE_UNFINISHED(
            false, "once all brokers run the new version: kafka-features.sh upgrade --release-version VERSION"),
    KAFKA_OLD_TRANSACTIONS(false, "kafka-features.sh upgrade --feature transaction.version=2"),
    BROKER_AWAY(
            true,
            "start it, or see that its address is reached from here; clients that begin with it alone find no other broker"),
    PARTITION_OFFLINE(true, "start the brokers that hold its replicas; until then nobody reads or writes it"),
    PARTITION_UNDER_REPLICATED(false, "start the broker that is away; its log has the reason if it runs"),
    LOG_FOLDER_FAILED(true, "replace the disk, or free it, and restart the broker: its log has the reason"),
    TOPIC_MISSING(true, "start the anchoring service, which makes its topics, or give it the right to create them"),
    TOPIC_SETTING(true, "kafka-configs.sh --alter --entity-type topics --entity-name TOPIC --add-config NAME=VALUE"),
    TOPIC_FORGETS(
            false, "retention.ms=-1 and retention.bytes=-1 keep all events; what is gone can't be audited any more"),
    TOPIC_COMPACTED(
            true,
            "cleanup.policy=delete: compaction removes events that are in the log, which every verifier then reports as MISSING"),
    TOPIC_FEW_COPIES(
            false,
            "replication factor 3 and min.insync.replicas=2: one broker may be lost then, and no acknowledged event with it"),
    ACCESS_OPEN(
            false,
            "set authorizer.class.name, and allow.everyone.if.no.acl.found=false; tombolo acls --apply writes the access lists"),
    QUOTA_LOW(
            false, "kafka-configs.sh --alter --entity-type users|clients --delete-config NAME for Tombolo's own users"),
    TRANSACTION_HANGS(true, "do not abort it: docs/anchoring-service.md, Hanging transactions"),
    TRANSACTION_OPEN(false, "see whether its producer still runs; readers of committed records wait for it"),
    CERTIFICATE_EXPIRED(true, "renew it and restart what uses it"),
    CERTIFICATE_SOON(false, "renew it before that day, and restart what uses it"),
    REGISTRY_UNREACHABLE(
            true,
            "compare the address with the registry's listener, and see that it runs; events of a new schema are not shared meanwhile"),
    REGISTRY_COMPATIBILITY(
            false,
            "set BACKWARD or stricter: with NONE a producer may change a schema so that recipients can't read it"),
    CONNECT_UNREACHABLE(true, "see that the Connect worker runs, and that its REST address is reached from here"),
    CONNECT_NOT_READY(
            true,
            "see that its Kafka runs and is reached: Connect's log has the reason; its tasks share nothing meanwhile"),
    CONNECTOR_FAILED(true, "fix what it says, then restart the connector and its tasks: POST /connectors/NAME/restart"),
    CONNECTOR_UNASSIGNED(
            true,
            "start a worker; after a worker was lost, wait for session.timeout.ms and scheduled.rebalance.max.delay.ms (5 minutes by default)"),
    CONNECTOR_PAUSED(false, "PUT /connectors/NAME/resume continues it"),
    ANCHORING_UNREACHABLE(
            true, "see that the anchoring service runs, and that its http.host and http.port are reached from here"),
    ANCHORING_NOT_READY(true, "the reason is beside it; docs/anchoring-service.md, Readiness"),
    LEDGER_AWAY(
            true,
            "see that its peers or nodes run and are reached; batches are sealed meanwhile, and anchored when it is back"),
    PEER_AWAY(
            false,
            "see that it runs, with its chaincode, and that its address and TLS certificates in the ledger file are right; the next peer is used meanwhile"),
    ORDERER_AWAY(
            true,
            "see that it runs, that peers reach it, and that the orderers have a leader; batches are sealed meanwhile, and anchored when it is back"),
    LOG_SET_ASIDE(true, "the reason is beside it; docs/refusals.md explains the code"),
    READ_SIDE_UNREACHABLE(true, "see that the read side runs, and name it with --server URL"),
    READ_SIDE_NOT_READY(true, "the reason is beside it; it answers from what it has meanwhile"),
    READ_SIDE_FAULT(
            true,
            "what the read side got does not belong to what the owner anchored: tombolo status shows it, tombolo audit repeats it"),
    OBJECT_STORE_AWAY(
            true,
            "see that the object store runs, is reached from the read side and lets it read and write; tiles stay in the folder meanwhile"),
    NETWORK_SLOW(
            false,
            "see what is on the way; parts of one site belong near each other, and a partner reads by a mirror of its own"),
    NETWORK_LOSS(false, "look for a damaged link or a full queue on the way; everything works, and waits"),
    CLOCK_SKEW(
            true,
            "let a time service (chrony, systemd-timesyncd) set both clocks: time-stamps, certificates and tokens depend on them"),
    DISK_LOW(false, "free it or enlarge it before it is full"),
    DISK_FULL(true, "free it or enlarge it, then restart what has stopped"),
    MEMORY_LOW(false, "give the machine or the container more memory, or stop something else on it"),
    FILES_LOW(false, "LimitNOFILE=65536 in the unit, or ulimit -n 65536: each partition needs some"),
    NOT_LOOKED(false, "what it says keeps this check from looking: fix that, and run doctor again");

    private final boolean error;
    private final String fix;

    Fault(boolean error, String fix) {
        this.error = error;
        this.fix = fix;
    }

    /** Something does not work, as opposed to something that may stop working. */
    boolean isError() {
        return error;
    }

    String fix() {
        return fix;
    }
}
