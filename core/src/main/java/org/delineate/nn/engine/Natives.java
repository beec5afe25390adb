package org.delineate.nn.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.bytedeco.javacpp.Loader;

/**
 * Loads the engine's native libraries faster than its binding.
 *
 * <p>At each start the binding searches all jars for forty libraries of a graphics processor, which takes as long as
 * loading those that are there. Where an earlier run has unpacked them, the six that need nothing but one another are
 * loaded at once, and the binding's own loading is switched off. Every other case is left to the binding.
 */
final class Natives {
    private static final String PLATFORM = "linux-x86_64";
    private static final String LOADS = "org.bytedeco.javacpp.loadlibraries";

    /** Each needs those before it. */
    private static final List<String> LIBRARIES = List.of(
            resource("javacpp", "", "javacpp"),
            resource("openblas", "", "openblas_nolapack"),
            resource("openblas", "", "openblas"),
            resource("pytorch", "", "torch"),
            resource("opencl", "", "OpenCL"),
            resource("dnnl", "", "dnnl"));

    private Natives() {}

    private static String resource(String part, String extension, String library) {
        return "org/bytedeco/" + part + "/" + PLATFORM + extension + "/libjni" + library + ".so";
    }

    /**
     * Loads them; to be called before anything else of the engine, which may be used only once this has returned.
     *
     * @return whether they were loaded
     */
    static boolean load() {
        if (!isUsual()) {
            return false;
        }
        try {
            List<Path> files = new ArrayList<>();
            for (String library : LIBRARIES) {
                Path file = unpacked(library);
                if (file == null) {
                    return false;
                }
                files.add(file);
            }
            System.setProperty(LOADS, "false");
            files.forEach(file -> System.load(file.toString()));
            return true;
        } catch (IOException | UncheckedIOException | UnsatisfiedLinkError e) {
            System.clearProperty(LOADS); // the binding tries all other ways, and its messages say more
            return false;
        }
    }

    /**
     * Whether this is the platform, without libraries for a graphics processor and without a setting of how they are
     * loaded.
     */
    private static boolean isUsual() {
        return Loader.getPlatform().equals(PLATFORM)
                && url(resource("pytorch", "-gpu", "torch")) == null
                && System.getProperty(LOADS) == null;
    }

    private static URL url(String resource) {
        return Natives.class.getClassLoader().getResource(resource);
    }

    /**
     * The unpacked file of a library; null where it, or one that came with it, differs from that in the jar or is
     * missing.
     */
    private static Path unpacked(String library) throws IOException {
        URL url = url(library);
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            return null;
        }
        JarFile jar = connection.getJarFile();
        Path root = Loader.getCacheDir().toPath().resolve(Path.of(jar.getName()).getFileName());
        Path file = root.resolve(library);
        if (!Files.exists(file)) { // at the first start: loading what it has just unpacked itself, the binding crashes
            Loader.cacheResource(url(library.substring(0, library.lastIndexOf('/') + 1)));
        }
        boolean whole = jar.stream()
                .filter(e -> root.resolve(e.getName()).startsWith(file.getParent()))
                .allMatch(e -> matches(e, root.resolve(e.getName())));
        return whole && Files.isRegularFile(file) ? file : null;
    }

    private static boolean matches(JarEntry entry, Path file) {
        try {
            return !Files.isRegularFile(file)
                    || Files.isSymbolicLink(file) // to the same library of another jar, which is looked at there
                    || Files.size(file) == entry.getSize()
                            && Files.getLastModifiedTime(file).toMillis() == entry.getTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
