/**
 * Every answer over HTTP: Jetty's core within limits, behind plain functions from a request to a response. TLS and the check of
 * tokens are in {@link io.tombolo.http.server.WebServer}, so that every server has them ({@link io.tombolo.http.server.Protection}).
 */
@NullMarked
package io.tombolo.http.server;

import org.jspecify.annotations.NullMarked;
