/** Protected fields: encrypted before they are committed, so that some can read them, everybody can verify them, and a key's end erases them. */
@NullMarked
package io.tombolo.protect;

import org.jspecify.annotations.NullMarked;
