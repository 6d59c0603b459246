package io.tombolo.server;

import io.tombolo.agreements.access.PartnerKeys;
import io.tombolo.connectors.protect.KeyReader;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyAnswer;
import io.tombolo.protect.KeyCache;
import io.tombolo.provenance.KeyDesk;
import io.tombolo.schemas.DatasetId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives partners single data keys: those of the groups that their agreements in force name. */
record PartnersKeyDesk(PartnerKeys rights, KeyReader keys) implements KeyDesk {

    @Override
    public Map<String, KeyCache.Given> keys(
            Optional<String> caller, DatasetId dataset, Map<String, Set<DataKeyId>> wanted) {
        Map<String, Duration> allowed = rights.groups(caller, dataset);
        Map<String, KeyCache.Given> given = new HashMap<>();
        wanted.forEach((group, ids) -> {
            Duration validFor = allowed.get(group);
            Optional<GroupKeys> found = validFor == null ? Optional.empty() : keys.keys(dataset, group);
            if (validFor != null && found.isPresent()) {
                Map<DataKeyId, KeyAnswer> answers = new HashMap<>();
                ids.forEach(id -> answers.put(id, found.get().answer(id)));
                given.put(group, new KeyCache.Given(answers, validFor));
            }
        });
        return given;
    }
}
