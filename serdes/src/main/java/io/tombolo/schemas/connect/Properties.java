package io.tombolo.schemas.connect;

import io.tombolo.schemas.contract.ChangeEventSchema;

/** The attributes that carry, in an Avro schema or in Connect's parameters, what the other side has no place for. */
final class Properties {

    /** Avro: {@code int8} or {@code int16}. */
    static final String TYPE = "connect.type";
    /** Avro: the Connect schema's name, where Avro has none or can't spell it. */
    static final String NAME = "connect.name";
    /** Avro: the Connect schema's version. */
    static final String VERSION = "connect.version";
    /** Avro: the Connect schema's parameters. */
    static final String PARAMETERS = "connect.parameters";

    /** Connect: the symbols of an Avro enum, comma-separated. */
    static final String ENUM = ChangeEventSchema.ENUM_PARAMETER;
    /** Connect: the size of an Avro fixed. */
    static final String FIXED = "io.tombolo.fixed";
    /** Connect: an Avro logical type that Connect doesn't know. */
    static final String LOGICAL_TYPE = "io.tombolo.logicalType";
    /** Connect: precision of a decimal, as Confluent's converter has it. */
    static final String PRECISION = "connect.decimal.precision";
    /** Connect: name of the Struct that represents a union, one optional field a branch. */
    static final String UNION = "io.tombolo.connect.Union";

    /** Precision of a decimal when nobody says. */
    static final int DEFAULT_PRECISION = 64;

    private Properties() {}
}
