/** Decodes Avro that came from a stranger, within limits: the only way in which this project decodes it. */
@NullMarked
package io.tombolo.schemas.avro;

import org.jspecify.annotations.NullMarked;
