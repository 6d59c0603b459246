/** The evidence file: one record and all that is needed to verify it with no network, no account and no node. */
@NullMarked
package io.tombolo.verification.evidence;

import org.jspecify.annotations.NullMarked;
