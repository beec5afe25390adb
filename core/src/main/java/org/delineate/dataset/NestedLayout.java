package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every set has a folder of its own with pictures and masks: train, validation and test, or the polyp sets of PraNet
 * (TrainDataset, TestDataset/Kvasir).
 */
record NestedLayout() implements Layout {
    private static final int DEPTH = 3;
    private static final List<Layout> INNER =
            List.of(new CaseFoldersLayout(), new ClassMasksLayout(), new ImagesMasksLayout());

    @Override
    public String id() {
        return "nested";
    }

    @Override
    public String pattern() {
        return "{train,val,test}/{images,masks}, or TrainDataset/{images,masks} with TestDataset/<set>/{images,masks}";
    }

    @Override
    public Optional<FoundCases> read(Folder folder) {
        SortedMap<String, FoundCases> sets = new TreeMap<>();
        if (folder.folders().size() > 1) {
            collect(folder, "", "", DEPTH, sets);
        }
        return sets.isEmpty() ? Optional.empty() : Optional.of(FoundCases.join(sets));
    }

    private static void collect(Folder folder, String key, String part, int depth, SortedMap<String, FoundCases> sets) {
        for (Path path : depth == 0 ? List.<Path>of() : folder.folders()) {
            Folder inner = Folder.of(path);
            String own = PartNames.of(inner.name()).isEmpty() ? part : PartNames.of(inner.name());
            String name = key.isEmpty() ? inner.name() : key + "/" + inner.name();
            Optional<FoundCases> found = INNER.stream()
                    .flatMap(layout -> layout.read(inner).stream())
                    .findFirst();
            if (found.isPresent()) {
                sets.put(name, found.get().withParts(c -> own));
            } else {
                collect(inner, name, own, depth - 1, sets);
            }
        }
    }
}
