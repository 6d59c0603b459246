/** How another organisation begins: an invitation at its owner's, joining at the partner's. */
@NullMarked
package io.tombolo.cli.join;

import org.jspecify.annotations.NullMarked;
