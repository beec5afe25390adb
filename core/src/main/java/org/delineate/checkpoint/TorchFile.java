package org.delineate.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;
import org.delineate.file.RegularFile;
import org.delineate.file.UnreadableFileException;

/**
 * Reads the tensors of a PyTorch checkpoint (.pth, .pt, .ckpt) as data: no code is run, no class loaded.
 *
 * <p>Both formats of {@code torch.save}: archives (1.6 and newer) and the older one. Opcodes and globals other than
 * those of containers, numbers and tensors are refused by name.
 *
 * @param groups the state dicts, outer ones first
 * @param others descriptions of what else is in the file: "epoch: number 41", "optimizer: dict of 2"
 */
public record TorchFile(List<Group> groups, List<String> others) {
    private static final int HEAD_BYTES = 512;

    /**
     * Is one state dict of the file.
     *
     * @param key the keys that lead to it, joined by dots: "" for the outermost, "state_dict", "model.ema"
     * @param tensors in the file's order, by their keys in this dict; types as stored
     */
    public record Group(String key, List<SafeTensors.Entry> tensors) {
        public Group {
            tensors = List.copyOf(tensors);
        }
    }

    public TorchFile {
        groups = List.copyOf(groups);
        others = List.copyOf(others);
    }

    /**
     * Reads a file.
     *
     * @throws BadFileException naming the opcode, global, entry or tensor that breaks a rule
     * @throws java.io.UncheckedIOException where the file cannot be read
     */
    public static TorchFile read(Path file) {
        try (TorchContainer container = open(file)) {
            Object object = container.object(new TorchGlobals(file));
            StateDicts dicts = StateDicts.of(object, file);
            return new TorchFile(new Reader(file, container).groups(dicts), dicts.others());
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    private static TorchContainer open(Path file) throws IOException {
        byte[] head;
        try (InputStream in = RegularFile.stream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        ForeignFormat.refuse(file, head);
        boolean isZip = new String(head, StandardCharsets.ISO_8859_1).startsWith("PK");
        return isZip ? TorchZip.open(file) : TorchLegacy.open(file);
    }

    /** Reads each storage once; tensors that share it share its bytes. */
    private record Reader(Path file, TorchContainer container) {
        List<Group> groups(StateDicts dicts) throws IOException {
            requireMemory(dicts.tensors());
            Map<String, ByteBuffer> fetched = new HashMap<>();
            List<Group> groups = new ArrayList<>();
            for (StateDicts.Dict dict : dicts.all()) {
                List<SafeTensors.Entry> entries = new ArrayList<>();
                for (Map.Entry<String, TorchTensor> named : dict.tensors().entrySet()) {
                    TorchTensor tensor = named.getValue();
                    ByteBuffer bytes = fetched.get(tensor.storage().key());
                    if (bytes == null) {
                        bytes = container.bytes(tensor.storage());
                        fetched.put(tensor.storage().key(), bytes);
                    }
                    entries.add(entry(named.getKey(), tensor, bytes));
                }
                groups.add(new Group(dict.key(), entries));
            }
            return groups;
        }

        private SafeTensors.Entry entry(String name, TorchTensor tensor, ByteBuffer bytes) {
            try {
                return tensor.entry(name, bytes);
            } catch (IllegalArgumentException e) {
                throw new BadFileException(file, Printable.plain(e.getMessage()), "rename the tensor", e);
            }
        }

        private void requireMemory(List<TorchTensor> tensors) {
            Map<String, Integer> storages = new LinkedHashMap<>();
            tensors.forEach(t -> storages.put(t.storage().key(), t.storage().wholeBytes()));
            long stored =
                    storages.values().stream().mapToLong(Integer::intValue).sum();
            long used = tensors.stream().mapToLong(TorchTensor::bytes).sum();
            long memory = Runtime.getRuntime().maxMemory();
            if (stored > memory) {
                throw new BadFileException(
                        file, stored + " bytes of tensors; this JVM has " + memory, "start Java with a larger -Xmx");
            }
            if (used / Limits.DEFAULT.tensors().storageShares() > stored) {
                throw new BadFileException(
                        file,
                        "tensors of " + used + " bytes share storages of " + stored + "; at most "
                                + Limits.DEFAULT.tensors().storageShares() + " times as many",
                        TorchRemedy.line(file));
            }
        }
    }
}
