/** The HTTP face: paths in, answers out, with Jetty at the door and nothing behind it that knows Jetty. */
@NullMarked
package io.tombolo.provenance.http;

import org.jspecify.annotations.NullMarked;
