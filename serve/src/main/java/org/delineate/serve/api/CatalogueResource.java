package org.delineate.serve.api;

import static org.delineate.serve.api.Operation.Access.CLINICIAN;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import org.delineate.denoise.Denoiser;
import org.delineate.file.Json;
import org.delineate.serve.reading.Wording;
import org.delineate.serve.work.ModelShelf;

/** Lists what a reader can choose: models, filters, and the words of the lexicon. */
final class CatalogueResource {
    private final ModelShelf models;

    CatalogueResource(ModelShelf models) {
        this.models = models;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/models", CLINICIAN, "The models to choose from", "[Model]", this::models),
                Operation.get("/api/denoisers", CLINICIAN, "The filters to choose from", "[Denoiser]", this::denoisers),
                Operation.get(
                        "/api/lexicon",
                        CLINICIAN,
                        "The words of BI-RADS by feature, and the categories: ?lang=",
                        "{shape: [{code, label}], …}",
                        this::lexicon));
    }

    private void models(Context context) {
        context.json(models.names().stream()
                .flatMap(name -> models.description(name).stream())
                .map(model -> Json.object(
                        "name",
                        model.name(),
                        "purpose",
                        model.purpose(),
                        "hash",
                        model.hash(),
                        "default",
                        model.isDefault(),
                        "network",
                        model.network(),
                        "size",
                        Math.max(model.width(), model.height())))
                .toList());
    }

    private void denoisers(Context context) {
        context.json(Arrays.stream(Denoiser.values())
                .map(filter -> Json.object(
                        "name",
                        filter.id(),
                        "title",
                        filter.title(),
                        "for",
                        filter.purpose(),
                        "learned",
                        filter.learned()))
                .toList());
    }

    private void lexicon(Context context) {
        context.json(Wording.in(Request.language(context)).lexicon());
    }
}
