/** JSON read as strictly as a dataset needs it: every digit kept, no name twice, text that is text. */
@NullMarked
package io.tombolo.connectors.json;

import org.jspecify.annotations.NullMarked;
