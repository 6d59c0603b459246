/** What Tombolo's own topics hold: their names, settings, schemas and typed records. */
@NullMarked
package io.tombolo.schemas.contract;

import org.jspecify.annotations.NullMarked;
