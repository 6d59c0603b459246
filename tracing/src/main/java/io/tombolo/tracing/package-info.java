/** Spans of OpenTelemetry, where the process has it set up. Nothing here takes part in a commitment, a proof or a verdict. */
@NullMarked
package io.tombolo.tracing;

import org.jspecify.annotations.NullMarked;
