/** Copies of a server's data folder: taken while it runs, verified, and restored on another machine. */
@NullMarked
package io.tombolo.backup;

import org.jspecify.annotations.NullMarked;
