/** Schemas by number: the client side of the schema registry's REST protocol. */
@NullMarked
package io.tombolo.schemas.registry;

import org.jspecify.annotations.NullMarked;
