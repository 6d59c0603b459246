/** Tests of what every kind of receipt reads. */
package io.tombolo.verification.receipt;
