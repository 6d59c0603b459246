/** Where hashes and keys are: an index of what the logs and the datasets' topics hold, which may be deleted and is built again. */
@NullMarked
package io.tombolo.provenance.search;

import org.jspecify.annotations.NullMarked;
