/** JSON with one spelling per value, and a reader that takes nothing else than it was promised. */
@NullMarked
package io.tombolo.verification.json;

import org.jspecify.annotations.NullMarked;
