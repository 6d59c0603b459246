/** The source's side of a comparison: a database in one snapshot, at a known position of its log. */
@NullMarked
package io.tombolo.reconcile.source;

import org.jspecify.annotations.NullMarked;
