/** Columns, and typed rows of them: what files, folders and pushed requests have in common. */
@NullMarked
package io.tombolo.connectors.row;

import org.jspecify.annotations.NullMarked;
