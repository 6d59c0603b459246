/** A whole node for a test. */
@NullMarked
package io.tombolo.junit;

import org.jspecify.annotations.NullMarked;
