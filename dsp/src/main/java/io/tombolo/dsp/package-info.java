/**
 * The control side of the Dataspace Protocol 2025-1 over HTTPS: catalogue, contract negotiation, transfer process, as provider and as
 * consumer. Data itself travels over Kafka.
 */
@NullMarked
package io.tombolo.dsp;

import org.jspecify.annotations.NullMarked;
