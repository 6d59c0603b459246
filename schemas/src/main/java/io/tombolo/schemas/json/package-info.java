/** JSON that came from a stranger, read within limits. */
@NullMarked
package io.tombolo.schemas.json;

import org.jspecify.annotations.NullMarked;
