package org.delineate.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules that turn one publisher's names of tensors into another's, such as {@code encoder.{i} -> Conv{i+1}}: each is
 * applied once, in their order.
 *
 * <p>A rule is about whole parts of a name, at its beginning, or anywhere where the rule begins with a dot.
 * {@code {i}}, a single letter, is any number, in the result also {@code {i+1}}, {@code {i-1}} or {@code {3-i}};
 * {@code {part}}, a word, is any text without a dot; {@code *} is the rest of the name.
 */
public final class Renames implements UnaryOperator<String> {
    /** Leaves all names as they are. */
    public static final Renames NONE = new Renames(List.of());

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}|\\*");
    private static final Pattern EXPRESSION = Pattern.compile("\\{(?:(\\d+)-)?([a-z]+)([+-]\\d+)?}|\\*");
    private static final String REST = "rest";

    private record Rule(Pattern from, String to) {
        String apply(String name) {
            Matcher found = from.matcher(name);
            if (!found.find()) {
                return name;
            }
            String renamed = EXPRESSION.matcher(to).replaceAll(e -> {
                String value = found.group(e.group(2) == null ? REST : e.group(2));
                if (e.group(1) != null) {
                    value = "" + (Integer.parseInt(e.group(1)) - Integer.parseInt(value));
                } else if (e.group(3) != null) {
                    value = "" + (Integer.parseInt(value) + Integer.parseInt(e.group(3)));
                }
                return Matcher.quoteReplacement(value);
            });
            return name.substring(0, found.start()) + renamed + name.substring(found.end());
        }
    }

    private final List<Rule> rules;

    private Renames(List<Rule> rules) {
        this.rules = rules;
    }

    /** @param rules "from -> to" each */
    public static Renames of(String... rules) {
        return NONE.then(rules);
    }

    /** These rules and then others. */
    public Renames then(String... others) {
        List<Rule> all = new ArrayList<>(rules);
        for (String rule : others) {
            int arrow = rule.indexOf(" -> ");
            all.add(new Rule(pattern(rule.substring(0, arrow)), rule.substring(arrow + 4)));
        }
        return new Renames(all);
    }

    /** Finds the parts of a name that a rule is about. */
    static Pattern pattern(String from) {
        StringBuilder regex = new StringBuilder(from.startsWith(".") ? "" : "^");
        Matcher placeholder = PLACEHOLDER.matcher(from);
        int end = 0;
        while (placeholder.find()) {
            regex.append(Pattern.quote(from.substring(end, placeholder.start())));
            String name = placeholder.group(1);
            if (name == null) {
                regex.append("(?<" + REST + ">.*)");
            } else {
                regex.append("(?<" + name + ">" + (name.length() == 1 ? "\\d+" : "[^.]+") + ")");
            }
            end = placeholder.end();
        }
        return Pattern.compile(regex + Pattern.quote(from.substring(end)) + "(?=\\.|$)");
    }

    @Override
    public String apply(String name) {
        String renamed = name;
        for (Rule rule : rules) {
            renamed = rule.apply(renamed);
        }
        return renamed;
    }
}
