package io.tombolo.publish;

import io.tombolo.publish.Publisher.Step;
import java.util.List;
import java.util.Map;

/** The connector that shares a publication: what it is asked to share, and how far it is. */
interface ConnectorRun {

    /**
     * How far it is, by the offsets that Connect has committed for it.
     *
     * @param position byte behind the last row of a single file, 0 of a folder
     * @param ended whether all that was there when this run began is shared or refused
     * @param refusedFiles names of the files that are not shared whole
     * @param types the columns with the types that the connector inferred, as {@code Column.spec} has them; empty if it infers none
     */
    record State(long rows, long rejected, long position, boolean ended, List<String> refusedFiles, String types) {
        public State {
            refusedFiles = List.copyOf(refusedFiles);
        }
    }

    String name();

    Map<String, String> config();

    /** The key columns' names in the dataset. */
    List<String> keys();

    /** The columns' names in the dataset, where they are known before anything is shared. */
    List<String> columns();

    /** The same columns' names in the file. */
    List<String> sources();

    State state();

    /**
     * Checks it against what was shared before.
     *
     * @throws PublishException when that forbids this run
     */
    void check(State before);

    /** Whether there is nothing to share, now or later. */
    boolean isEmpty(State before);

    Step step(State before, State now);

    /** Names of the symbolic links that are not followed. */
    List<String> unfollowedLinks();

    /** Names of the files that are not shared because their names indicate no format. */
    List<String> skipped();
}
