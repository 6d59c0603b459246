/** Finds transactions that keep readers of committed records from continuing, on any cluster. */
@NullMarked
package io.tombolo.anchoring.transactions;

import org.jspecify.annotations.NullMarked;
