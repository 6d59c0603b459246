/** The service as a process of its own: arguments, metrics and readiness over HTTP, a dry run. */
@NullMarked
package io.tombolo.anchoring.process;

import org.jspecify.annotations.NullMarked;
