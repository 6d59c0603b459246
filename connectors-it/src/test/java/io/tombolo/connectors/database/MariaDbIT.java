package io.tombolo.connectors.database;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

class MariaDbIT extends MariaDbContract {

    @Override
    MariaDbDatabase database() throws Exception {
        Path installed = MariaDbServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null, "no MariaDB under /usr/sbin: apt-get install mariadb-server makes this test run");
        return MariaDbServer.start(installed, "--log-bin=binlog", "--binlog-format=ROW", "--server-id=1");
    }
}
