package io.tombolo.connectors;

import io.tombolo.connectors.change.ChangeTransform;
import org.apache.kafka.connect.connector.ConnectRecord;

/** The transform, under the name that the stored configurations of connectors have: the class must stay in this package. */
public final class ToDatasetChange<R extends ConnectRecord<R>> extends ChangeTransform<R> {}
