/** Evidence in, verdict out: the library that a partner embeds. It knows no Kafka, no gRPC and no HTTP. */
@NullMarked
package io.tombolo.verification;

import org.jspecify.annotations.NullMarked;
