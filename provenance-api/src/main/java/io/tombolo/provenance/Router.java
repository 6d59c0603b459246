package io.tombolo.provenance;

/** Finds the answer to a request; throws nothing for what a client may send. */
@FunctionalInterface
interface Router {
    ApiResponse answer(ApiRequest ask);
}
