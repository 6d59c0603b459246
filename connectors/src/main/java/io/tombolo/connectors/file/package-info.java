/** Rows of one CSV file, exactly once: cut by bytes, typed, and followed while the file grows. */
@NullMarked
package io.tombolo.connectors.file;

import org.jspecify.annotations.NullMarked;
