/** What a file discloses of a record's protected fields: a key opens one value, or it is refused. */
@NullMarked
package io.tombolo.verification.disclosed;

import org.jspecify.annotations.NullMarked;
