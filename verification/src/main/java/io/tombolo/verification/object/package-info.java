/** Large objects that events speak of and do not hold. */
@NullMarked
package io.tombolo.verification.object;

import org.jspecify.annotations.NullMarked;
