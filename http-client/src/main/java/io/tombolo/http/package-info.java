/** The one client for requests over HTTP: no server that it asks can hold a thread, or fill the memory, beyond its limits. */
@NullMarked
package io.tombolo.http;

import org.jspecify.annotations.NullMarked;
