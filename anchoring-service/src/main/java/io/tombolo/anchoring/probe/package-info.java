/** The labelled points of a record's way to the ledger, at which a test may end the process. */
@NullMarked
package io.tombolo.anchoring.probe;

import org.jspecify.annotations.NullMarked;
