package io.tombolo.schemas;

import java.util.regex.Pattern;

/**
 * Names a dataset: {@code organisation/name}, as in {@code acme.example/flights}. Whatever makes one can be published, sealed, anchored and
 * shown: ledger, read side and Kafka have the same limits, which are these.
 *
 * @param organisation lower-case domain name of the owner, with at least one dot: a topic with a single dot may be anything
 * @param name {@code [a-z0-9][a-z0-9_-]*}, at most 128 characters; no dot, so that a topic's last dot ends the organisation
 */
public record DatasetId(String organisation, String name) {

    /** Characters of a dataset's name, as ledgers have it. */
    public static final int MAX_NAME_LENGTH = 128;

    /**
     * Characters of {@code organisation/name}: a log's origin adds at most 20 for partition and generation, and is the name of a folder,
     * which has at most 255; a topic's name has at most 249.
     */
    public static final int MAX_LENGTH = 235;

    private static final Pattern ORGANISATION =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    public DatasetId {
        if (!ORGANISATION.matcher(organisation).matches()) {
            throw new IllegalArgumentException("organisation '" + organisation
                    + "': must be a lower-case domain name with a dot, as acme.example");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "dataset name '" + name + "': must be lower-case letters, digits, _ and -, as flights_2013");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "dataset name '" + name + "': " + name.length() + " characters, limit " + MAX_NAME_LENGTH);
        }
        int length = organisation.length() + 1 + name.length();
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "dataset '" + organisation + "/" + name + "': " + length + " characters, limit " + MAX_LENGTH);
        }
        if (isInternalTopic(organisation + "." + name)) {
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
        return new Origin(this, partition, generation).toString();
    }

    /** Whether a text is a lower-case domain name, as organisations are named. */
    public static boolean isOrganisation(String text) {
        return text.length() < MAX_LENGTH - 1 && ORGANISATION.matcher(text).matches();
    }

    /** Whether a text may be a dataset's name behind the organisation's. */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME_LENGTH && NAME.matcher(text).matches();
    }

    /** {@code organisation/name}. */
    @Override
    public String toString() {
        return organisation + "/" + name;
    }
}
