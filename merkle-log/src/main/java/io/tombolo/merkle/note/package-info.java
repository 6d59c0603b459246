/** Signed notes (C2SP signed-note 1.0): a text, and the signatures of keys known by name. */
@NullMarked
package io.tombolo.merkle.note;

import org.jspecify.annotations.NullMarked;
