/** Avro's object container files, read block by block, with every length checked before it is trusted. */
@NullMarked
package io.tombolo.connectors.avro;

import org.jspecify.annotations.NullMarked;
