/** From one Kafka record to the 50 bytes that a log holds for it. */
@NullMarked
package io.tombolo.schemas.commit;

import org.jspecify.annotations.NullMarked;
