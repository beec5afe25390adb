package org.delineate.spark;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.delineate.dataset.PictureFiles;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.image.Picture;
import org.delineate.infer.Pipeline;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmentation;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Views;
import org.delineate.measure.Scale;

/**
 * Takes the files of one task through the networks; whatever is wrong with a file becomes a row.
 *
 * <p>Most files hold one picture and are opened when their turn comes, several at once. Those that may be DICOM are
 * opened first, since only they tell how many pictures they hold.
 */
final class PicturePass implements Pipeline.Work<PicturePass.Read, Row>, AutoCloseable {
    /** Stands for a file that an earlier start could not read either. */
    private static final Row NOTHING_NEW = RowFactory.create();

    private static final String NEITHER = "neither a picture by its suffix nor a DICOM file";
    static final String NO_PIXELS = "a DICOM file without a picture to segment, such as a report or a result";

    /** One picture. @param opened null where its file is opened when it is read @param picture null then as well */
    private record Item(ArchiveFile file, OpenedFile opened, Picture picture) {}

    /** What became of a picture: its image, or the row that says why there is none. */
    static final class Read {
        private final OpenedFile opened;
        private final Picture picture;
        private Image image;
        private Scale scale;
        private Row row;

        private Read(OpenedFile opened, Picture picture) {
            this.opened = opened;
            this.picture = picture;
        }
    }

    private final Plan plan;
    private final ExecutorEngine engine;
    private final Set<String> known;
    private final OutputFiles outputs;
    private final List<Item> items = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final DicomResults dicom;
    private final Path temporary;

    /** @param known hashes of contents that have their results */
    PicturePass(Plan plan, ExecutorEngine engine, Set<String> known) {
        this.plan = plan;
        this.engine = engine;
        this.known = known;
        outputs = new OutputFiles(plan.outputs().folder(), engine.hadoop());
        temporary = TemporaryFolder.create();
        dicom = plan.outputs().dicom() ? new DicomResults(temporary, engine.ensemble(), outputs) : null;
    }

    /** Segments the files. @param each is called after each picture */
    Iterator<Row> rows(Iterator<ArchiveFile> files, Runnable each) {
        files.forEachRemaining(this::add);
        rows.forEach(row -> each.run());
        List<Row> segmented = Pipeline.run(engine.segmenter(), items.size(), this, row -> each.run());
        rows.addAll(dicom == null ? segmented : dicom.write(segmented));
        return rows.stream().filter(row -> row != NOTHING_NEW).iterator();
    }

    private void add(ArchiveFile file) {
        if (PictureFiles.Kind.of(file.fileName()) == PictureFiles.Kind.PICTURE) {
            items.add(new Item(file, null, null));
            return;
        }
        OpenedFile opened = null;
        try {
            opened = OpenedFile.of(file, temporary, engine.hadoop());
            if (known.contains(opened.content())) {
                rows.add(ResultRows.known(file, opened.content(), plan.key()));
                return;
            }
            if (!ImageFile.isDicom(opened.path())) {
                throw new BadFileException(opened.path(), NEITHER, "give it the suffix of its format");
            }
            List<Picture> pictures = Picture.in(opened.path());
            if (pictures.isEmpty()) {
                throw new BadFileException(opened.path(), NO_PIXELS, "nothing needs to be done");
            }
            for (Picture picture : pictures) {
                items.add(new Item(file, opened, picture));
            }
        } catch (RuntimeException e) {
            rows.add(failed(file, opened, 1, e));
        }
    }

    private Row failed(ArchiveFile file, OpenedFile opened, int frame, RuntimeException e) {
        if (opened == null && file.retried()) {
            return NOTHING_NEW;
        }
        String text =
                e instanceof BadFileException || e instanceof UncheckedIOException ? e.getMessage() : e.toString();
        return ResultRows.failed(
                file,
                opened == null ? null : opened.content(),
                plan.key(),
                frame,
                opened == null ? text : opened.named(text));
    }

    @Override
    public Read read(int number) {
        Item item = items.get(number);
        Read read = new Read(item.opened, item.picture);
        try {
            if (item.opened == null) {
                OpenedFile opened = OpenedFile.of(item.file, temporary, engine.hadoop());
                read = new Read(opened, new Picture(opened.path(), null, 0, 1));
                if (known.contains(opened.content())) {
                    read.row = ResultRows.known(item.file, opened.content(), plan.key());
                    return read;
                }
            }
            read.image = read.picture.read();
            read.scale = Segmentation.scaleOf(read.picture, plan.scale());
        } catch (RuntimeException e) {
            read.row = failed(item.file, read.opened, frame(read.picture), e);
        }
        return read;
    }

    private static int frame(Picture picture) {
        return picture == null ? 1 : picture.frame() + 1;
    }

    @Override
    public Views crop(Segmenter segmenter, Read read) {
        try {
            return read.row != null ? null : segmenter.crop(read.image);
        } catch (RuntimeException e) {
            read.row = failed(read.opened.file(), read.opened, frame(read.picture), e);
            return null;
        }
    }

    @Override
    public Row finish(int number, Read read, Prediction prediction) {
        if (read.row != null) {
            return read.row;
        }
        Mask mask = prediction.mask();
        ArchiveFile file = read.opened.file();
        Familiarity familiarity = engine.segmenter().familiarity();
        Double strangeness = familiarity == null ? null : familiarity.strangeness(read.image);
        Segmentation.Findings found = Segmentation.Findings.of(prediction, strangeness, read.scale);
        List<String> remarks = Segmentation.remarks(read.opened.path(), read.image, found, engine.segmenter());
        if (plan.outputs().masks()) {
            outputs.write("masks/" + file.name() + read.picture.suffix() + "_mask.png", MaskFile.png(mask));
        }
        if (dicom != null && read.picture.isDicom()) {
            dicom.add(number, file, read.picture, mask, found);
        }
        return ResultRows.of(file, read.opened.content(), plan.key(), frame(read.picture), mask, found, remarks);
    }

    /** Its files can be written again: a task that is told to end need not wait for them. */
    @Override
    public boolean writesFiles() {
        return false;
    }

    @Override
    public void close() {
        TemporaryFolder.delete(temporary);
    }
}
