/** Strict grammars for the few text forms that notes, checkpoints and proofs use: one spelling per value. */
@NullMarked
package io.tombolo.merkle.text;

import org.jspecify.annotations.NullMarked;
