/**
 * The read side: follows the anchoring service's topics and serves tiles, inclusion proofs, evidence and a web page over HTTP. Here are its
 * composition, the HTTP face (paths in, answers out, with Jetty at the door and nothing behind it that knows Jetty), and the service that puts
 * the evidence for one record together: its bytes from Kafka, its schemas from the registry, the rest from the store.
 */
@NullMarked
package io.tombolo.provenance;

import org.jspecify.annotations.NullMarked;
