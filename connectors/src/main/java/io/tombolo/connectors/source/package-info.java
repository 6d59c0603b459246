/** What every source has: its settings' checks, its changes and their positions, its refused input. */
@NullMarked
package io.tombolo.connectors.source;

import org.jspecify.annotations.NullMarked;
