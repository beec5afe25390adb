package org.delineate.file;

import java.nio.file.Path;

/** Refuses a file that breaks a rule. The message names the file, the rule with the value found, and the remedy. */
public final class BadFileException extends RuntimeException {
    /** What the user can do about a file whose bytes are not those that were written. */
    public static final String DAMAGED = "the file is damaged; copy or download it again";

    private final transient Path file;
    private final String rule;

    /**
     * Joins the message: "file: rule; remedy".
     *
     * @param rule the rule that is broken and the value found, for instance "20000 x 10 pixels; a side has at most
     *     16384"
     * @param remedy what the user can do, for instance "scale the picture down"
     */
    public BadFileException(Path file, String rule, String remedy) {
        this(file, rule, remedy, null);
    }

    /** Joins the message, as the other constructor does, and keeps the cause. */
    public BadFileException(Path file, String rule, String remedy, Throwable cause) {
        super(Printable.visible(String.valueOf(file)) + ": " + Printable.message(rule) + "; " + remedy, cause);
        this.file = file;
        this.rule = Printable.message(rule);
    }

    /** Returns the file that breaks the rule. */
    public Path file() {
        return file;
    }

    /** Returns the rule that is broken and the value found. */
    public String rule() {
        return rule;
    }
}
