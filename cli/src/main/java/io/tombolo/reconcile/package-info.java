/** Compares a source with what a recipient would rebuild from its anchored feed, while writers continue. */
@NullMarked
package io.tombolo.reconcile;

import org.jspecify.annotations.NullMarked;
