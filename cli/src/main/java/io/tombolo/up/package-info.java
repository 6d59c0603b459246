/** Everything in one JVM: the composition root of {@code tombolo up} and the folder that it keeps its data in. */
@NullMarked
package io.tombolo.up;

import org.jspecify.annotations.NullMarked;
