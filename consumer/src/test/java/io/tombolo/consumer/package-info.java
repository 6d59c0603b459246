/** Tests of the verifying consumer and the audit, with a real broker and a read side that can be made to lie. */
package io.tombolo.consumer;
