/** Which of a row's fields leave protected, and the keys that they are protected with. */
@NullMarked
package io.tombolo.connectors.protect;

import org.jspecify.annotations.NullMarked;
