/** The log keys that organisations sign with: which there are, and how one is replaced. */
@NullMarked
package io.tombolo.cli.keys;

import org.jspecify.annotations.NullMarked;
