package io.tombolo.provenance.follow;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Understands a record of the topics. */
@FunctionalInterface
interface FactReader {
    TopicFact read(ConsumerRecord<byte[], byte[]> record);
}
