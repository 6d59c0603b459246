/** The web page: its files, and the single file that holds its verifier. */
@NullMarked
package io.tombolo.page;

import org.jspecify.annotations.NullMarked;
