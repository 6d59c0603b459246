/**
 * The source's side of a comparison: a database in one snapshot, at a known position of its log, and one text for each value, made by a
 * query at the source and from Avro on the feed's side, so that both can be compared.
 */
@NullMarked
package io.tombolo.reconcile.source;

import org.jspecify.annotations.NullMarked;
