/** HTTP push: change events from systems that no connector reads. */
@NullMarked
package io.tombolo.connectors.push;

import org.jspecify.annotations.NullMarked;
