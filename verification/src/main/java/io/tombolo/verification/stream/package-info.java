/** Verification of a whole log while its records are read: a tree recomputed, compared at every signed head, and what differs named. */
@NullMarked
package io.tombolo.verification.stream;

import org.jspecify.annotations.NullMarked;
