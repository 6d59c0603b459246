package io.tombolo.provenance;

import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.KeyCache;
import io.tombolo.schemas.DatasetId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives data keys of protected fields to those who may have them. */
@FunctionalInterface
public interface KeyDesk {

    /**
     * The keys of some ids.
     *
     * @param caller who asks; empty where nobody is asked who it is
     * @param wanted ids by group
     * @return by group; one that is missing is withheld
     * @throws io.tombolo.http.server.Problem.Refusal for a caller who may have none
     * @throws io.tombolo.protect.KeyException when they can't be had now
     */
    Map<String, KeyCache.Given> keys(Optional<String> caller, DatasetId dataset, Map<String, Set<DataKeyId>> wanted);
}
