package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One row of a request.
 *
 * @param event what a CloudEvent says of it, or null for a row that is none
 */
record PushedRow(JsonNode row, @Nullable CloudAttributes event) {}
