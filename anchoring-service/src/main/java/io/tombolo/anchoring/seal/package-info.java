/** Fixes size and root of a batch under the organisation's signature. */
@NullMarked
package io.tombolo.anchoring.seal;

import org.jspecify.annotations.NullMarked;
