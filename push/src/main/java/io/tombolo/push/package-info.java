/** HTTP push: change events from systems that no connector reads. */
@NullMarked
package io.tombolo.push;

import org.jspecify.annotations.NullMarked;
