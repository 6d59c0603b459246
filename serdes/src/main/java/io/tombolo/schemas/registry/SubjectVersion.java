package io.tombolo.schemas.registry;

/**
 * One version of a subject.
 *
 * @param version counts from 1 within the subject
 * @param id the schema's id, unique within the registry
 */
public record SubjectVersion(String subject, int version, int id, SchemaSource source) {}
