/** Tests of verification by class name: a plain consumer, a Streams application and a Connect sink, none of which knows of it. */
package io.tombolo.consumer.plugin;
