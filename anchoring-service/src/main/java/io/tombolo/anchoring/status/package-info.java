/** What the service is doing, for people and for readiness checks. */
@NullMarked
package io.tombolo.anchoring.status;

import org.jspecify.annotations.NullMarked;
