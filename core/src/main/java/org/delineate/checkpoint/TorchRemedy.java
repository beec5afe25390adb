package org.delineate.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.delineate.file.Printable;

/** Says what a user can do about a checkpoint that holds more than weights. */
final class TorchRemedy {
    /** Modules that no checkpoint needs: a file that names them was written to run code. */
    private static final List<String> HOSTILE = List.of(
            "os.",
            "posix.",
            "nt.",
            "subprocess.",
            "sys.",
            "builtins.",
            "__builtin__.",
            "importlib.",
            "runpy.",
            "pty.",
            "socket.",
            "shutil.",
            "ctypes.",
            "pickle.",
            "_pickle.",
            "operator.",
            "functools.",
            "webbrowser.",
            "code.",
            "types.");

    private TorchRemedy() {}

    static String of(Path file, String global) {
        if (HOSTILE.stream().anyMatch(global::startsWith)) {
            return "such a global runs code when Python loads the file: do not open it with other programs";
        }
        if (global.startsWith("__torch__.")) {
            return "it is a TorchScript program: save its state_dict with `torch.save(torch.jit.load(" + python(file)
                    + ").state_dict(), 'weights.pth')` in Python";
        }
        return "where you trust the file, save its weights alone: " + line(file);
    }

    /**
     * Returns a shell line that saves the state_dict of the model, or what is stored under that name or under "model".
     */
    static String line(Path file) {
        return "python3 -c \"import torch; c = torch.load(" + python(file)
                + ", map_location='cpu', weights_only=False); torch.save(c.state_dict() if hasattr(c, 'state_dict')"
                + " else c.get('state_dict', c.get('model', c)), 'weights.pth')\"";
    }

    private static String python(Path file) {
        return "'" + Printable.plain(file.getFileName().toString()).replaceAll("['\"\\\\$`]", "?") + "'";
    }
}
