/** Puts the evidence for one record together: its bytes from Kafka, its schemas from the registry, the rest from the store. */
@NullMarked
package io.tombolo.provenance.evidence;

import org.jspecify.annotations.NullMarked;
