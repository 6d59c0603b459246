/** Databases as sources, on a running worker. */
@NullMarked
package io.tombolo.cli.connect;

import org.jspecify.annotations.NullMarked;
