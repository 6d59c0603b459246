/** The recipient's side of a comparison: the rows that the anchored log leaves, kept on disk. */
@NullMarked
package io.tombolo.reconcile.feed;

import org.jspecify.annotations.NullMarked;
