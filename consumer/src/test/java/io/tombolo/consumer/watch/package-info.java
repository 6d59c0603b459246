/** Tests of the parts of the audit that need no broker. */
package io.tombolo.consumer.watch;
