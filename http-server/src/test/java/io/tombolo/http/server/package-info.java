/** Tests of the common server. */
package io.tombolo.http.server;
