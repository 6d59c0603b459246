/** Receipts of usage without a broker. */
package io.tombolo.consumer.usage;
