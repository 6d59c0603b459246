/** What a verifier says: levels, refusals, and every check with what was compared. */
@NullMarked
package io.tombolo.verification.verdict;

import org.jspecify.annotations.NullMarked;
