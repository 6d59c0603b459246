/** Tests of the index. */
package io.tombolo.provenance.search;
