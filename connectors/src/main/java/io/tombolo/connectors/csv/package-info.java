/** Reads CSV: records, quotes and their faults, the header, the columns' types. */
@NullMarked
package io.tombolo.connectors.csv;

import org.jspecify.annotations.NullMarked;
