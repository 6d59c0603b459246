/** A folder into which other systems drop files of rows. */
@NullMarked
package io.tombolo.connectors.folder;

import org.jspecify.annotations.NullMarked;
