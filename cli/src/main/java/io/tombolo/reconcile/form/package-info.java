/** One text for each value, made by a query at the source and from Avro on the feed's side, so that both can be compared. */
@NullMarked
package io.tombolo.reconcile.form;

import org.jspecify.annotations.NullMarked;
