/** What two organisations agree on: terms, the steps that each signs, and the states that follow. No network, no Kafka. */
@NullMarked
package io.tombolo.agreements;

import org.jspecify.annotations.NullMarked;
