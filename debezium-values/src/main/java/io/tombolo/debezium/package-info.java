/** What Debezium's connectors load to pass on every value as the database wrote it, or the reason why they cannot. */
@NullMarked
package io.tombolo.debezium;

import org.jspecify.annotations.NullMarked;
