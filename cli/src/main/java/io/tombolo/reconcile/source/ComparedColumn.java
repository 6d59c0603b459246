package io.tombolo.reconcile.source;

/**
 * A column whose values are compared.
 *
 * @param name in the database
 * @param field its field in the feed
 * @param form its values as text, on both sides
 */
public record ComparedColumn(String name, String field, ValueForm form) {}
