/** Texts that organisations sign for each other, each with one spelling. */
@NullMarked
package io.tombolo.schemas.signed;

import org.jspecify.annotations.NullMarked;
