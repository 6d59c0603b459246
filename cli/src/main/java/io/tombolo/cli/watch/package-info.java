/** The live view of a server. */
@NullMarked
package io.tombolo.cli.watch;

import org.jspecify.annotations.NullMarked;
