/** Tests of the store. */
package io.tombolo.provenance.store;
