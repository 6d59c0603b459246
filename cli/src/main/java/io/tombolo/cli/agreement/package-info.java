/** {@code tombolo agreement}: what is agreed with other organisations. */
@NullMarked
package io.tombolo.cli.agreement;

import org.jspecify.annotations.NullMarked;
