/** A verdict's steps in words and bytes, for a person who wants to follow them with other tools. */
@NullMarked
package io.tombolo.verification.explain;

import org.jspecify.annotations.NullMarked;
