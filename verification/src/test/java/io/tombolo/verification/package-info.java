/** Tests of the verdict over evidence files. */
package io.tombolo.verification;
