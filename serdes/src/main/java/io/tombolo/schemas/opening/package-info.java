/** Protected fields on the reader's side: whose keys open them, and what is in place of the others. */
@NullMarked
package io.tombolo.schemas.opening;

import org.jspecify.annotations.NullMarked;
