/** Values of databases, from the text that Debezium hands them on in to what they are in a dataset. */
@NullMarked
package io.tombolo.connectors.captured;

import org.jspecify.annotations.NullMarked;
