/** An attacker to order: changes records between Kafka and the verifier, for tests and for the demonstration. */
@NullMarked
package io.tombolo.attack;

import org.jspecify.annotations.NullMarked;
