package org.delineate.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;

/**
 * What lies in a folder at any depth; links are followed, but never to a folder that is being listed already.
 *
 * @param pictures in the order of their paths
 * @param others files that are no pictures by their suffixes, in the order of their paths
 * @param remarks entries that are passed over, and why, one sentence each
 */
record FolderTree(List<Path> pictures, List<Path> others, List<String> remarks) {
    /**
     * Lists a folder.
     *
     * @throws BadFileException where it holds more entries than the limit
     */
    static FolderTree of(Folder top) {
        Walk walk = new Walk(top.path());
        walk.list(top);
        Collections.sort(walk.pictures);
        Collections.sort(walk.others);
        return new FolderTree(walk.pictures, walk.others, walk.remarks);
    }

    private static final class Walk {
        private final Path top;
        private final List<Path> pictures = new ArrayList<>();
        private final List<Path> others = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();
        private final Deque<Path> open = new ArrayDeque<>();
        private int entries;

        Walk(Path top) {
            this.top = top;
        }

        void list(Folder folder) {
            entries += folder.files().size() + folder.folders().size();
            if (entries > Limits.DEFAULT.folders().entries()) {
                throw new BadFileException(
                        top,
                        "more than " + Limits.DEFAULT.folders().entries() + " files and folders",
                        "give the folder that holds the pictures alone");
            }
            remarks.addAll(folder.remarks());
            folder.files().forEach(f -> (Folder.isPicture(f) ? pictures : others).add(f));
            open.push(real(folder.path()));
            for (Path inner : folder.folders()) {
                Path real = Files.isSymbolicLink(inner) ? real(inner) : null;
                if (real != null && open.stream().anyMatch(o -> o.startsWith(real))) {
                    remarks.add(Folder.passedOver(inner, Folder.LINK_UP));
                } else {
                    list(Folder.of(inner));
                }
            }
            open.pop();
        }

        private static Path real(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + path, e);
            }
        }
    }
}
