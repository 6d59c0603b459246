/**
 * Every answer over HTTP: Jetty's core within limits, behind plain functions from a request to a response. TLS and a check of tokens
 * belong in {@link io.tombolo.http.server.WebServer}, so that every server gets them at once.
 */
@NullMarked
package io.tombolo.http.server;

import org.jspecify.annotations.NullMarked;
