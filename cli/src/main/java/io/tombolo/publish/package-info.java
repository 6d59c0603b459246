/** Shares a file through a running server: a connector on its Connect worker, watched until every row is anchored. */
@NullMarked
package io.tombolo.publish;

import org.jspecify.annotations.NullMarked;
