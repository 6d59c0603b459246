package io.tombolo.ledger.timestamp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.jspecify.annotations.Nullable;

/** Why an authority gives no time-stamp, by the names of RFC 3161, section 2.4.2 (PKIFailureInfo). */
final class FailureNames {
    private static final Map<Integer, String> NAMES = new TreeMap<>(Map.of(
            PKIFailureInfo.badAlg, "badAlg",
            PKIFailureInfo.badRequest, "badRequest",
            PKIFailureInfo.badDataFormat, "badDataFormat",
            PKIFailureInfo.timeNotAvailable, "timeNotAvailable",
            PKIFailureInfo.unacceptedPolicy, "unacceptedPolicy",
            PKIFailureInfo.unacceptedExtension, "unacceptedExtension",
            PKIFailureInfo.addInfoNotAvailable, "addInfoNotAvailable",
            PKIFailureInfo.systemFailure, "systemFailure"));

    private FailureNames() {}

    static String of(@Nullable PKIFailureInfo info) {
        if (info == null) {
            return "not named";
        }
        List<String> names = new ArrayList<>();
        NAMES.forEach((bit, name) -> {
            if ((info.intValue() & bit) != 0) {
                names.add(name);
            }
        });
        return names.isEmpty() ? "of an unknown kind" : String.join(", ", names);
    }
}
