package org.delineate.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives files that lie in the program's jar a path. */
public final class BundledFile {
    private static final Map<String, Path> COPIES = new ConcurrentHashMap<>();

    private BundledFile() {}

    /**
     * Finds a resource beside a class; from inside a jar it is copied, once, to a temporary file, which is deleted when
     * the program ends.
     *
     * @throws IllegalArgumentException where there is no such resource
     */
    public static Path of(Class<?> owner, String name) {
        URL url = owner.getResource(name);
        if (url == null) {
            throw new IllegalArgumentException("the program lacks its file " + name + "; install it again");
        }
        try {
            return url.getProtocol().equals("file")
                    ? Path.of(new URI(url.toString()))
                    : COPIES.computeIfAbsent(url.toString(), u -> copy(url, name));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path copy(URL url, String name) {
        try (InputStream in = url.openStream()) {
            Path folder = Files.createTempDirectory("delineate");
            folder.toFile().deleteOnExit(); // after the file in it: the order is reversed
            Path file = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
            file.toFile().deleteOnExit();
            Files.copy(in, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the program's file " + name + " cannot be copied: " + e.getMessage(), e);
        }
    }
}
