/** One spelling for every schema, so that a hash of it means the same everywhere. */
@NullMarked
package io.tombolo.schemas.canonical;

import org.jspecify.annotations.NullMarked;
