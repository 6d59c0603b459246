/** Everything in one JVM: the composition root, for {@code tombolo up} and for programs that embed it, and the folder that it keeps its data in. */
@NullMarked
package io.tombolo.server;

import org.jspecify.annotations.NullMarked;
