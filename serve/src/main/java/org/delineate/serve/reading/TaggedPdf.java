package org.delineate.serve.reading;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDNumberTreeNode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkInfo;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkedContentReference;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDParentTreeValue;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.delineate.file.Build;
import org.delineate.file.Hash;

/**
 * Writes a tagged document of A4 pages: every text and picture is an element of a tree that says what it is, so that a
 * screen reader follows it. Equal contents give equal bytes.
 */
final class TaggedPdf implements AutoCloseable {
    static final float WIDTH = PDRectangle.A4.getWidth();
    static final float HEIGHT = PDRectangle.A4.getHeight();

    /** Writes the content of an element. */
    interface Drawing {
        void draw(PDPageContentStream on) throws IOException;
    }

    private final PDDocument document = new PDDocument();
    private final PDStructureTreeRoot tree = new PDStructureTreeRoot();
    private final PDStructureElement root = new PDStructureElement("Document", tree);
    private final List<COSArray> parents = new ArrayList<>(); // of each page, the elements by their marks
    private final PdfFont regular;
    private final PdfFont bold;
    private PDPage page;
    private PDPageContentStream content;

    TaggedPdf() throws IOException {
        regular = new PdfFont(document, "DejaVuSans.ttf");
        bold = new PdfFont(document, "DejaVuSans-Bold.ttf");
        tree.appendKid(root);
    }

    PDDocument document() {
        return document;
    }

    PdfFont regular() {
        return regular;
    }

    PdfFont bold() {
        return bold;
    }

    void newPage() throws IOException {
        if (content != null) {
            content.close();
        }
        page = new PDPage(PDRectangle.A4);
        page.setStructParents(parents.size());
        page.getCOSObject().setItem(COSName.getPDFName("Tabs"), COSName.S);
        document.addPage(page);
        parents.add(new COSArray());
        content = new PDPageContentStream(document, page);
    }

    /** Adds an element that holds others: "Table", "TR", "Sect"; under the document where no parent is given. */
    PDStructureElement group(String type, PDStructureElement parent) {
        PDStructureElement element = new PDStructureElement(type, parent == null ? root : parent);
        (parent == null ? root : parent).appendKid(element);
        return element;
    }

    /** Adds an element with content on the current page: "P", "H1", "TD". */
    PDStructureElement element(String type, PDStructureElement parent, Drawing drawing) throws IOException {
        PDStructureElement element = group(type, parent);
        mark(element, drawing);
        return element;
    }

    /** Adds content on the current page to an element. */
    void mark(PDStructureElement element, Drawing drawing) throws IOException {
        COSArray marks = parents.get(parents.size() - 1);
        if (element.getPage() == null) {
            element.setPage(page);
            element.appendKid(marks.size());
        } else {
            COSDictionary reference = new COSDictionary();
            reference.setItem(COSName.TYPE, COSName.getPDFName("MCR"));
            reference.setItem(COSName.PG, page);
            reference.setInt(COSName.MCID, marks.size());
            element.appendKid(new PDMarkedContentReference(reference));
        }
        content.beginMarkedContent(COSName.getPDFName(element.getStructureType()), marks.size());
        marks.add(element);
        drawing.draw(content);
        content.endMarkedContent();
    }

    /** Draws what is no content: lines, backgrounds, page numbers. */
    void artifact(Drawing drawing) throws IOException {
        content.beginMarkedContent(COSName.ARTIFACT);
        drawing.draw(content);
        content.endMarkedContent();
    }

    /** Draws what is no content on a page that was left before, under or over all else. */
    void artifact(int number, Drawing drawing) throws IOException {
        try (PDPageContentStream on = new PDPageContentStream(
                document, document.getPage(number), PDPageContentStream.AppendMode.APPEND, true, true)) {
            on.beginMarkedContent(COSName.ARTIFACT);
            drawing.draw(on);
            on.endMarkedContent();
        }
    }

    /** Writes one line of shown text; y is its baseline, from the upper edge of the page. */
    static void text(PDPageContentStream on, PdfFont font, float size, Color colour, float x, float y, String shown)
            throws IOException {
        on.beginText();
        on.setFont(font.font(), size);
        on.setNonStrokingColor(colour);
        on.newLineAtOffset(x, HEIGHT - y);
        on.showText(shown);
        on.endText();
    }

    int pages() {
        return document.getNumberOfPages();
    }

    /** Ends the last page. */
    void endPages() throws IOException {
        content.close();
    }

    byte[] bytes(String title, String subject, Wording wording, OffsetDateTime made, String identity)
            throws IOException {
        Map<Integer, PDParentTreeValue> numbers = new TreeMap<>();
        for (int i = 0; i < parents.size(); i++) {
            numbers.put(i, new PDParentTreeValue(parents.get(i)));
        }
        PDNumberTreeNode parentTree = new PDNumberTreeNode(PDParentTreeValue.class);
        parentTree.setNumbers(numbers);
        tree.setParentTree(parentTree);
        tree.setParentTreeNextKey(parents.size());
        PDMarkInfo marked = new PDMarkInfo();
        marked.setMarked(true);
        document.getDocumentCatalog().setMarkInfo(marked);
        document.getDocumentCatalog().setStructureTreeRoot(tree);
        document.getDocumentCatalog().setLanguage(wording.language().toLanguageTag());
        PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        document.getDocumentCatalog().setViewerPreferences(preferences);
        describe(title, subject, wording, made);
        ByteBuffer hash = ByteBuffer.wrap(Hash.sha256().digest(identity.getBytes(StandardCharsets.UTF_8)));
        document.setDocumentId(hash.getLong());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.save(out);
        return out.toByteArray();
    }

    private void describe(String title, String subject, Wording wording, OffsetDateTime made) throws IOException {
        String program = "Delineate " + Build.CURRENT.version();
        GregorianCalendar time = GregorianCalendar.from(made.toZonedDateTime());
        PDDocumentInformation information = document.getDocumentInformation();
        information.setTitle(title);
        information.setSubject(subject);
        information.setCreator(program);
        information.setProducer(program);
        information.setCreationDate(time);
        information.setModificationDate(time);
        PDMetadata metadata = new PDMetadata(
                document,
                new ByteArrayInputStream(
                        xmp(title, subject, wording, made, program).getBytes(StandardCharsets.UTF_8)));
        document.getDocumentCatalog().setMetadata(metadata);
        PDOutputIntent screen = new PDOutputIntent(
                document,
                new ByteArrayInputStream(
                        ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData()));
        screen.setInfo("sRGB IEC61966-2.1");
        screen.setOutputCondition("sRGB IEC61966-2.1");
        screen.setOutputConditionIdentifier("sRGB IEC61966-2.1");
        screen.setRegistryName("http://www.color.org");
        document.getDocumentCatalog().addOutputIntent(screen);
    }

    private static String xmp(String title, String subject, Wording wording, OffsetDateTime made, String program) {
        String time = made.withNano(0).toString();
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
                  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
                <dc:format>application/pdf</dc:format>
                <dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
                <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
                <xmp:CreatorTool>%s</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate>
                <xmp:ModifyDate>%s</xmp:ModifyDate><pdf:Producer>%s</pdf:Producer>
                </rdf:Description></rdf:RDF></x:xmpmeta>
                <?xpacket end="w"?>
                """.formatted(
                wording.language().toLanguageTag(), escaped(title), escaped(subject), program, time, time, program);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
