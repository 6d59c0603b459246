/** Measurements of the parts, each with what bounds it from above. */
@NullMarked
package io.tombolo.cli.bench;

import org.jspecify.annotations.NullMarked;
