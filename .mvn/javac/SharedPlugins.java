import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The class loader from which javac takes its plugins ({@code -XDprocloader}). javac makes one for each of some fifty runs in a build; all of them
 * pass on to one loader for each class path, so that Error Prone is loaded, linked and compiled once (decision 149).
 */
public final class SharedPlugins extends ClassLoader {

    private static final Map<List<String>, ClassLoader> LOADERS = new ConcurrentHashMap<>();

    /** As javac calls it; {@code parent} is the loader of javac itself. */
    public SharedPlugins(URL[] classPath, ClassLoader parent) {
        super(LOADERS.computeIfAbsent(
                Arrays.stream(classPath).map(URL::toString).toList(), same -> new URLClassLoader(classPath, parent)));
    }
}
