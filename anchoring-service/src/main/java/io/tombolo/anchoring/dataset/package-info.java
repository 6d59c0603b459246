/**
 * Which topics are which datasets. In come the rules of the configuration and what the cluster reports of its topics; out comes each
 * topic's dataset, its name and formats, or why the topic has none.
 */
@NullMarked
package io.tombolo.anchoring.dataset;

import org.jspecify.annotations.NullMarked;
