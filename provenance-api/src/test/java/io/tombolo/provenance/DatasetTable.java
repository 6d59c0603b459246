package io.tombolo.provenance;

import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaResolver;
import java.time.Clock;
import java.util.List;

/** The paths about datasets, for a store without a broker and without a registry's schemas. */
final class DatasetTable {
    private DatasetTable() {}

    static RouteTable of(LogStore store, FollowerState state) {
        InMemoryRegistry registry = new InMemoryRegistry();
        Live live = new Live(store, () -> state, Live.STREAM, Clock.systemUTC());
        return new DatasetRoutes(store, live, List::of, registry, new SchemaResolver(registry), Clock.systemUTC())
                .addTo(new RouteTable());
    }
}
