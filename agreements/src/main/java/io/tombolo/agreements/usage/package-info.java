/** Statements of usage, which both sides make of the same receipts. */
@NullMarked
package io.tombolo.agreements.usage;

import org.jspecify.annotations.NullMarked;
