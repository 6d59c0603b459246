package io.tombolo.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.json.WholeText;
import io.tombolo.connectors.row.BadValueException;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.ColumnType.Exactness;
import io.tombolo.connectors.row.ObjectStruct;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.schemas.contract.ObjectClaim;
import org.apache.kafka.connect.data.Field;

/** Makes values of one column of JSON values. */
final class JsonCell {

    private final ColumnType type;
    private final Field field;
    private final Exactness exactness;

    /** @param inferred whether the column's type was found by reading */
    JsonCell(Column column, RowSchema schema, boolean inferred) {
        this.type = column.type();
        this.field = schema.value().field(column.name());
        this.exactness = Exactness.of(inferred, schema.key().field(column.name()) != null);
    }

    Field field() {
        return field;
    }

    /**
     * The column's value of a JSON value that is not null, exactly.
     *
     * @throws BadValueException when the type can't hold it
     */
    Object value(JsonNode node) {
        return switch (type.kind()) {
            case LONG -> {
                // 1.0 and 1e0 are numbers with a fraction or a power: a long is written as 1.
                require(node.isIntegralNumber());
                yield type.value(node.asText(), exactness);
            }
            case DOUBLE -> {
                require(node.isNumber());
                yield type.number(node.asText(), exactness);
            }
            case DECIMAL -> {
                require(node.isNumber() || node.isTextual());
                yield type.value(node.asText(), exactness);
            }
            case BOOLEAN -> {
                require(node.isBoolean());
                yield node.booleanValue();
            }
            case JSON -> whole(node.toString());
            case OBJECT -> ObjectStruct.of(claim(node), field.schema());
            case DATE, TIMESTAMP, STRING -> {
                require(node.isTextual());
                yield type.value(whole(node.textValue()), exactness);
            }
        };
    }

    private void require(boolean fits) {
        if (!fits) {
            throw type.isNot();
        }
    }

    private static String whole(String text) {
        if (!WholeText.isWhole(text)) {
            throw BadValueException.value(WholeText.fault(text));
        }
        return text;
    }

    private ObjectClaim claim(JsonNode node) {
        JsonNode size = node.path(ObjectClaim.SIZE);
        require(size.isIntegralNumber() && size.canConvertToLong());
        JsonNode mediaType = node.path(ObjectClaim.MEDIA_TYPE);
        JsonNode location = node.path(ObjectClaim.LOCATION);
        try {
            return new ObjectClaim(
                    node.path(ObjectClaim.SHA256).asText(),
                    size.longValue(),
                    mediaType.isTextual() ? whole(mediaType.textValue()) : null,
                    location.isTextual() ? whole(location.textValue()) : null);
        } catch (IllegalArgumentException e) {
            throw type.isNot();
        }
    }
}
