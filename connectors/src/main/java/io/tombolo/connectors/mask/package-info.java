/** Which of a row's fields leave, in which form: included, excluded, renamed, or masked by a keyed hash. */
@NullMarked
package io.tombolo.connectors.mask;

import org.jspecify.annotations.NullMarked;
