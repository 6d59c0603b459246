/** Files of rows, whatever their format: opened at a place, read row by row, left at a place. */
@NullMarked
package io.tombolo.connectors.format;

import org.jspecify.annotations.NullMarked;
