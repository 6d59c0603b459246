/** Makes access on Kafka what the agreements in force say. */
@NullMarked
package io.tombolo.agreements.access;

import org.jspecify.annotations.NullMarked;
