package io.tombolo.schemas.serde;

import org.apache.avro.Schema;

/** Which subject a schema is registered under: Confluent's three strategies. */
enum SubjectNames {
    /** {@code <topic>-key} or {@code <topic>-value}. */
    TOPIC,
    /** The record's full name. */
    RECORD,
    /** {@code <topic>-<full name>}. */
    TOPIC_RECORD;

    /** By the name of Confluent's class, with or without package: {@code TopicRecordNameStrategy}. */
    static SubjectNames parse(String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return switch (simple) {
            case "TopicNameStrategy" -> TOPIC;
            case "RecordNameStrategy" -> RECORD;
            case "TopicRecordNameStrategy" -> TOPIC_RECORD;
            default ->
                throw new IllegalArgumentException("subject.name.strategy: '" + name
                        + "', must be TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy");
        };
    }

    String subject(String topic, boolean isKey, Schema schema) {
        return switch (this) {
            case TOPIC -> topic + (isKey ? "-key" : "-value");
            case RECORD -> recordName(topic, schema);
            case TOPIC_RECORD -> topic + "-" + recordName(topic, schema);
        };
    }

    private String recordName(String topic, Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("topic " + topic + ": " + this + " names subjects after records, and "
                    + schema.getType() + " is none");
        }
        return schema.getFullName();
    }
}
