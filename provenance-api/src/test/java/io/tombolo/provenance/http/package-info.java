/** Tests of the HTTP face. */
package io.tombolo.provenance.http;
