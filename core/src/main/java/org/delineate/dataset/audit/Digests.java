package org.delineate.dataset.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.delineate.dataset.Dataset;
import org.delineate.file.Hash;

/** Holds what an audit needs of cases whose pictures and masks were read, so that none is read twice. */
public final class Digests {
    private final Dataset dataset;
    private final List<CaseDigest> cases;
    private final Map<Path, String> hashes;

    /** @param hashes of the contents of files, as far as they are known */
    Digests(Dataset dataset, List<CaseDigest> cases, Map<Path, String> hashes) {
        this.dataset = dataset;
        this.cases = List.copyOf(cases);
        this.hashes = Map.copyOf(hashes);
    }

    /** Returns the data set, of which these are all cases. */
    public Dataset dataset() {
        return dataset;
    }

    List<CaseDigest> cases() {
        return cases;
    }

    /** Says what is odd about files of pictures although all pixels are intact: which cases, by what it is. */
    public SortedMap<String, List<String>> pictureRemarks() {
        SortedMap<String, List<String>> names = new TreeMap<>();
        cases.stream()
                .filter(c -> c.picture() != null)
                .forEach(c -> c.picture()
                        .remarks()
                        .forEach(remark -> names.computeIfAbsent(remark, r -> new ArrayList<>())
                                .add(c.name())));
        return names;
    }

    /** Returns {@link Dataset#hash}, and reads only those files whose hashes are not known yet. */
    String hash() {
        return dataset.hash(file -> hashes.containsKey(file) ? hashes.get(file) : Hash.of(file));
    }
}
