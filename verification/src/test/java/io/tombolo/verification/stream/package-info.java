/** Tests of the stream verifier. */
package io.tombolo.verification.stream;
