/** An anchor as a ledger keeps and answers it, in bytes that its members sign. */
@NullMarked
package io.tombolo.schemas.anchor;

import org.jspecify.annotations.NullMarked;
