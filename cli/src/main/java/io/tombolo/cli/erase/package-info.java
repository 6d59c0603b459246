/** Erasing a subject's keys, and the keys that wrap all others. */
@NullMarked
package io.tombolo.cli.erase;

import org.jspecify.annotations.NullMarked;
