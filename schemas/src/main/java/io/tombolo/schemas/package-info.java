/** The bytes of Tombolo: datasets, change events, commitments, and how schemas reach both ends. */
@NullMarked
package io.tombolo.schemas;

import org.jspecify.annotations.NullMarked;
