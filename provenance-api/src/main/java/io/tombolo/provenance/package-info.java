/** The read side: follows the anchoring service's topics and serves tiles, inclusion proofs, evidence and a web page over HTTP. */
@NullMarked
package io.tombolo.provenance;

import org.jspecify.annotations.NullMarked;
