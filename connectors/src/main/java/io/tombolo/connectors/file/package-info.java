/** The names under which stored configurations know the connector of one CSV file; what it does is in {@code folder}. */
@NullMarked
package io.tombolo.connectors.file;

import org.jspecify.annotations.NullMarked;
