/** Tests of the read side as a whole. */
package io.tombolo.provenance;
