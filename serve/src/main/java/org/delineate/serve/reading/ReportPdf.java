package org.delineate.serve.reading;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.delineate.dicom.result.BreastFeature;
import org.delineate.file.Build;
import org.delineate.measure.Spacing;

/** Writes a {@link ReadingReport} as PDF: pages of A4, tagged, with its fonts. Equal reports give equal bytes. */
public final class ReportPdf {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT);

    private final ReadingReport report;
    private final Wording say;
    private final TaggedPdf pdf;
    private final PageFlow flow;

    private ReportPdf(ReadingReport report, Wording say, TaggedPdf pdf) {
        this.report = report;
        this.say = say;
        this.pdf = pdf;
        flow = new PageFlow(pdf);
    }

    /** Writes it in a language: English, unless the program speaks the one that is asked for. */
    public static byte[] of(ReadingReport report, Locale language) {
        Wording say = Wording.in(language);
        try (TaggedPdf pdf = new TaggedPdf()) {
            ReportPdf pages = new ReportPdf(report, say, pdf);
            pages.write();
            return pdf.bytes(
                    say.report("title") + ", " + report.subject().file(),
                    say.report("subtitle"),
                    say,
                    report.made(),
                    report.subject().sha256() + " " + report.picture().frame() + " " + report.made());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        flow.startPage();
        head();
        subject();
        figure();
        new LesionTable(report, say, pdf).write(flow);
        assessment();
        method();
        history();
        signature();
        pdf.endPages();
        foot();
    }

    private void head() throws IOException {
        float top = flow.y();
        pdf.element(
                "H1",
                null,
                on -> TaggedPdf.text(
                        on, pdf.bold(), 18, PageFlow.ACCENT, PageFlow.MARGIN, top + 16, say.report("title")));
        pdf.element(
                "P",
                null,
                on -> TaggedPdf.text(
                        on,
                        pdf.regular(),
                        PageFlow.TEXT,
                        PageFlow.GREY,
                        PageFlow.MARGIN,
                        top + 30,
                        say.report("subtitle")));
        boolean signed = report.signed() != null;
        String mark = pdf.bold().shown(signed ? say.report("signed") : say.report("unsigned"));
        Color colour = signed ? PageFlow.ACCENT : PageFlow.WARNING;
        float wide = pdf.bold().width(mark, 11) + 20;
        pdf.artifact(on -> {
            on.setStrokingColor(colour);
            on.setLineWidth(1.5f);
            on.addRect(PageFlow.RIGHT - wide, TaggedPdf.HEIGHT - top - 24, wide, 22);
            on.stroke();
        });
        pdf.element(
                "P",
                null,
                on -> TaggedPdf.text(on, pdf.bold(), 11, colour, PageFlow.RIGHT - wide + 10, top + 17, mark));
        if (signed) {
            String who = pdf.regular()
                    .shown(report.signed().name() + ", " + time(report.signed().at()));
            float left = Math.max(
                    PageFlow.MARGIN + 250, PageFlow.RIGHT - pdf.regular().width(who, PageFlow.SMALL));
            pdf.element(
                    "P",
                    null,
                    on -> TaggedPdf.text(on, pdf.regular(), PageFlow.SMALL, PageFlow.GREY, left, top + 34, who));
        }
        flow.to(top + 40);
        flow.rule();
    }

    private void subject() throws IOException {
        ReadingReport.Subject of = report.subject();
        ReadingReport.Picture picture = report.picture();
        List<PageFlow.Fact> left = new ArrayList<>();
        if (of.patient().isKnown()) {
            add(left, "patient", of.patient().name());
            add(left, "patient.id", of.patient().id());
            add(left, "patient.birth", of.patient().birthDate());
            String sex = of.patient().sex();
            add(left, "patient.sex", List.of("F", "M", "O").contains(sex) ? say.report("sex." + sex) : sex);
        }
        add(left, "study.date", of.studyDate());
        add(left, "study.accession", of.accession());
        add(left, "study.institution", of.institution());
        List<PageFlow.Fact> right = new ArrayList<>();
        add(right, "image.file", of.file() + " (" + of.format() + ")");
        if (picture.frames() > 1) {
            add(right, "image.frame", say.report("image.frame.of", "" + picture.frame(), "" + picture.frames()));
        }
        add(
                right,
                "image.size",
                say.report(
                        "image.size.px",
                        "" + picture.image().width(),
                        "" + picture.image().height()));
        add(right, "image.scale", report.spacing().map(this::spacing).orElse(say.report("image.scale.unknown")));
        float top = flow.y();
        float middle = PageFlow.MARGIN + (PageFlow.RIGHT - PageFlow.MARGIN) / 2;
        List<PageFlow.Fact> hash = List.of(new PageFlow.Fact(say.report("image.hash"), of.sha256()));
        if (left.isEmpty()) {
            right.addAll(hash);
            flow.facts(right, PageFlow.MARGIN, PageFlow.RIGHT);
        } else {
            flow.facts(left, PageFlow.MARGIN, middle - 10);
            float lower = flow.y();
            flow.to(top);
            flow.facts(right, middle, PageFlow.RIGHT);
            flow.to(Math.max(flow.y(), lower));
            flow.facts(hash, PageFlow.MARGIN, PageFlow.RIGHT);
        }
        flow.down(4);
    }

    private String spacing(Spacing of) {
        return say.report("image.scale.mm", say.number(of.xMm(), 4), say.number(of.yMm(), 4));
    }

    private void add(List<PageFlow.Fact> facts, String key, String value) {
        if (!value.isBlank()) {
            facts.add(new PageFlow.Fact(say.report(key), value));
        }
    }

    private void figure() throws IOException {
        ReportFigure figure = new ReportFigure(pdf, report);
        float[] large = figure.size(345, 268);
        float side = PageFlow.RIGHT - PageFlow.MARGIN - large[0] - 14;
        float[] small = figure.size(Math.min(side, 150), 150);
        boolean beside = small[0] > 60;
        flow.down(4);
        float top = flow.y();
        int count = report.lesions().size();
        String alt = count == 0
                ? say.report("picture.alt.none")
                : count == 1 ? say.report("picture.alt.one") : say.report("picture.alt", "" + count);
        pdf.element("Figure", null, on -> figure.marked(on, PageFlow.MARGIN, top, large[0], large[1]))
                .setAlternateDescription(alt);
        float x = PageFlow.MARGIN + large[0] + 14;
        if (beside) {
            pdf.element("Figure", null, on -> figure.plain(on, x, top, small[0], small[1]))
                    .setAlternateDescription(say.report("picture.plain"));
            flow.to(top + small[1] + 4);
            float caption = flow.y();
            pdf.element(
                    "Caption",
                    null,
                    on -> TaggedPdf.text(
                            on,
                            pdf.regular(),
                            PageFlow.SMALL,
                            PageFlow.GREY,
                            x,
                            caption + PageFlow.SMALL,
                            say.report("legend.plain")));
            flow.down(PageFlow.SMALL * PageFlow.LEADING + 6);
            legend(x);
            glance(x);
        }
        flow.to(top + large[1] + 8);
    }

    private void legend(float x) throws IOException {
        String[] keys = {"legend.outline", "legend.long", "legend.short"};
        Color[] colours = {ReportFigure.OUTLINE, ReportFigure.LONG_AXIS, ReportFigure.SHORT_AXIS};
        for (int i = 0; i < keys.length; i++) {
            float top = flow.y();
            Color colour = colours[i];
            boolean dashed = i == 2;
            String text = pdf.regular().shown(say.report(keys[i]));
            pdf.artifact(on -> {
                on.setNonStrokingColor(PageFlow.INK);
                on.addRect(x, TaggedPdf.HEIGHT - top - 9, 24, 8);
                on.fill();
                on.setStrokingColor(colour);
                on.setLineWidth(1.2f);
                on.setLineDashPattern(dashed ? new float[] {3, 2} : new float[0], 0);
                on.moveTo(x + 3, TaggedPdf.HEIGHT - top - 5);
                on.lineTo(x + 21, TaggedPdf.HEIGHT - top - 5);
                on.stroke();
                on.setLineDashPattern(new float[0], 0);
            });
            pdf.element(
                    "P",
                    null,
                    on -> TaggedPdf.text(on, pdf.regular(), PageFlow.SMALL, PageFlow.INK, x + 30, top + 8, text));
            flow.down(13);
        }
    }

    /** Repeats the category in large letters beside the picture, where the eye looks first. */
    private void glance(float x) throws IOException {
        if (report.findings().category() == null) {
            return;
        }
        String text = pdf.bold().shown("BI-RADS " + report.findings().category().key());
        float size = Math.min(17, 17 * (PageFlow.RIGHT - x - 20) / pdf.bold().width(text, 17));
        float wide = pdf.bold().width(text, size) + 20;
        float top = flow.y() + 8;
        pdf.artifact(on -> {
            on.setNonStrokingColor(PageFlow.ACCENT);
            on.addRect(x, TaggedPdf.HEIGHT - top - size - 14, wide, size + 14);
            on.fill();
            TaggedPdf.text(on, pdf.bold(), size, Color.WHITE, x + 10, top + size + 5, text);
        });
    }

    private void assessment() throws IOException {
        ReadingReport.Findings found = report.findings();
        flow.heading(say.report("assessment"));
        if (found.category() == null) {
            flow.paragraph(say.report("assessment.none"), pdf.regular(), PageFlow.TEXT, PageFlow.GREY);
        } else {
            String text = "BI-RADS " + found.category().key() + "  ·  " + say.category(found.category());
            flow.paragraph(text, pdf.bold(), 11, PageFlow.INK);
        }
        List<PageFlow.Fact> facts = new ArrayList<>();
        for (BreastFeature feature : BreastFeature.values()) {
            String words = feature.descriptors().stream()
                    .filter(found.descriptors()::contains)
                    .map(say::descriptor)
                    .collect(Collectors.joining(", "));
            if (!words.isEmpty()) {
                facts.add(new PageFlow.Fact(say.feature(feature), words));
            }
        }
        if (facts.isEmpty()) {
            flow.paragraph(say.report("descriptors.none"), pdf.regular(), PageFlow.TEXT, PageFlow.GREY);
        } else {
            flow.facts(facts, PageFlow.MARGIN, PageFlow.RIGHT);
            if (report.lesions().size() > 1) {
                flow.note(say.report("descriptors") + " " + say.report("descriptors.about"));
            }
        }
        if (!found.comment().isBlank()) {
            flow.heading(say.report("comment"));
            flow.paragraph(found.comment().strip(), pdf.regular(), PageFlow.TEXT, PageFlow.INK);
        }
    }

    private void method() throws IOException {
        flow.heading(say.report("method"));
        List<PageFlow.Fact> facts = new ArrayList<>();
        ReadingReport.Method method = report.method();
        if (method == null) {
            add(facts, "method.model", say.report("method.person"));
        } else {
            add(facts, "method.model", say.report("method.model.text", method.model(), method.version()));
            add(facts, "method.hash", method.sha256());
            add(
                    facts,
                    "method.denoise",
                    method.denoising().isEmpty()
                            ? say.report("method.denoise.none")
                            : say.report("method.denoise.some", method.denoising()));
        }
        add(facts, "method.made", TIME.format(report.made()));
        add(facts, "method.program", "Delineate " + Build.CURRENT);
        flow.facts(facts, PageFlow.MARGIN, PageFlow.RIGHT);
        if (method != null && method.doubt() != null) {
            flow.paragraph(say.doubt(method.doubt()), pdf.regular(), PageFlow.TEXT, PageFlow.WARNING);
        }
    }

    private void history() throws IOException {
        if (report.history().isEmpty()) {
            return;
        }
        flow.heading(say.report("history"));
        String[] keys = {"version", "by", "how", "at"};
        float[] at = {PageFlow.MARGIN, PageFlow.MARGIN + 60, PageFlow.MARGIN + 250, PageFlow.MARGIN + 375};
        PDStructureElement table = pdf.group("Table", null);
        flow.cells(
                table,
                "TH",
                Arrays.stream(keys).map(k -> say.report("history." + k)).toList(),
                at,
                PageFlow.GREY);
        for (ReadingReport.Version version : report.history()) {
            String how = say.report(version.byModel() ? "history.model" : "history.reader");
            flow.cells(
                    table,
                    "TD",
                    List.of(
                            "" + version.number(),
                            version.name(),
                            how + (version.tool().isEmpty() ? "" : ", " + version.tool()),
                            time(version.at())),
                    at,
                    PageFlow.INK);
        }
    }

    private static String time(OffsetDateTime time) {
        return TIME.format(time);
    }

    private void signature() throws IOException {
        flow.require(46);
        flow.down(12);
        flow.rule();
        if (report.signed() == null) {
            flow.paragraph(say.report("unsigned.long"), pdf.bold(), PageFlow.TEXT, PageFlow.WARNING);
        } else {
            String text = say.report(
                    "signed.by", report.signed().name(), time(report.signed().at()));
            flow.paragraph(text, pdf.bold(), 10, PageFlow.INK);
        }
    }

    /** Names the patient, or the file where none is known: a page may lie alone. */
    private String whose() {
        ReadingReport.Patient patient = report.subject().patient();
        return patient.isKnown()
                ? (patient.name() + "  " + patient.id()).strip() + "  ·  "
                        + report.subject().studyDate()
                : report.subject().file();
    }

    /** Page numbers need the number of pages, so that they come last. */
    private void foot() throws IOException {
        int pages = pdf.pages();
        for (int i = 0; i < pages; i++) {
            String page = pdf.regular().shown(say.report("page", "" + (i + 1), "" + pages));
            String hash = pdf.regular().shown("SHA-256 " + report.subject().sha256());
            String mark = pdf.regular().shown(say.report("footer"));
            String unsigned = pdf.bold().shown(say.report("unsigned"));
            int number = i;
            pdf.artifact(i, on -> {
                on.setStrokingColor(PageFlow.RULE);
                on.setLineWidth(0.6f);
                on.moveTo(PageFlow.MARGIN, 50);
                on.lineTo(PageFlow.RIGHT, 50);
                on.stroke();
                TaggedPdf.text(
                        on, pdf.regular(), PageFlow.SMALL, PageFlow.GREY, PageFlow.MARGIN, TaggedPdf.HEIGHT - 39, mark);
                TaggedPdf.text(on, pdf.regular(), 6.5f, PageFlow.GREY, PageFlow.MARGIN, TaggedPdf.HEIGHT - 28, hash);
                float x = PageFlow.RIGHT - pdf.regular().width(page, PageFlow.SMALL);
                TaggedPdf.text(on, pdf.regular(), PageFlow.SMALL, PageFlow.GREY, x, TaggedPdf.HEIGHT - 39, page);
                if (number > 0) {
                    TaggedPdf.text(
                            on,
                            pdf.regular(),
                            PageFlow.SMALL,
                            PageFlow.GREY,
                            PageFlow.MARGIN,
                            34,
                            pdf.regular().shown(whose()));
                }
                if (report.signed() == null) {
                    float left = PageFlow.RIGHT - pdf.bold().width(unsigned, PageFlow.SMALL);
                    TaggedPdf.text(
                            on, pdf.bold(), PageFlow.SMALL, PageFlow.WARNING, left, TaggedPdf.HEIGHT - 28, unsigned);
                }
            });
        }
    }
}
