/** The plain UTF-8 bytes of a text file, whatever it is compressed or encoded in. */
@NullMarked
package io.tombolo.connectors.text;

import org.jspecify.annotations.NullMarked;
