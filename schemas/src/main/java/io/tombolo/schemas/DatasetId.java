package io.tombolo.schemas;

import java.util.regex.Pattern;

/**
 * Names a dataset: {@code organisation/name}, as in {@code acme.example/flights}.
 *
 * @param organisation lower-case domain name of the owner
 * @param name {@code [a-z0-9][a-z0-9_-]*}; no dot, so that a topic's last dot ends the organisation
 */
public record DatasetId(String organisation, String name) {

    /** Kafka's limit for a topic's name, in characters. */
    public static final int MAX_TOPIC_LENGTH = 249;

    private static final Pattern ORGANISATION =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    public DatasetId {
        if (!ORGANISATION.matcher(organisation).matches()) {
            throw new IllegalArgumentException(
                    "organisation '" + organisation + "': must be a lower-case domain name, as acme.example");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "dataset name '" + name + "': must be lower-case letters, digits, _ and -, as flights_2013");
        }
        String topic = organisation + "." + name;
        if (topic.length() > MAX_TOPIC_LENGTH) {
            throw new IllegalArgumentException(
                    "topic " + topic + ": " + topic.length() + " characters, limit " + MAX_TOPIC_LENGTH);
        }
        if (isInternalTopic(topic)) {
            throw new IllegalArgumentException("organisation '" + organisation + "': reserved for internal topics");
        }
    }

    /** From {@code organisation/name}. */
    public static DatasetId parse(String id) {
        int slash = id.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "dataset '" + id + "': must be organisation/name, as acme.example/flights");
        }
        return new DatasetId(id.substring(0, slash), id.substring(slash + 1));
    }

    /** The dataset that a topic holds: what is before the last dot, and what is after it. */
    public static DatasetId fromTopic(String topic) {
        int dot = topic.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException(
                    "topic '" + topic + "': must be organisation.name, as acme.example.flights");
        }
        return new DatasetId(topic.substring(0, dot), topic.substring(dot + 1));
    }

    /** Whether a topic belongs to Tombolo, Kafka or Connect, and so never is a dataset. */
    public static boolean isInternalTopic(String topic) {
        return topic.startsWith("tombolo.") || topic.startsWith("_") || topic.startsWith("connect-");
    }

    /** The Kafka topic that holds this dataset's change events. */
    public String topic() {
        return organisation + "." + name;
    }

    /** The origin of a partition's log, in its first generation. */
    public String origin(int partition) {
        return origin(partition, 1);
    }

    /** The origin of a partition's log; generations count from 1, each after the topic was deleted and made again. */
    public String origin(int partition, int generation) {
        if (partition < 0 || generation < 1) {
            throw new IllegalArgumentException(
                    "partition " + partition + ", generation " + generation + ": must be at least 0 and 1");
        }
        String first = organisation + "/" + name + "/" + partition;
        return generation == 1 ? first : first + "/" + generation;
    }

    /** {@code organisation/name}. */
    @Override
    public String toString() {
        return organisation + "/" + name;
    }
}
