package org.delineate.cli.option;

import java.nio.file.Path;
import org.delineate.model.ShippedModel;
import picocli.CommandLine.ITypeConverter;

/** Takes the path of a model, or the name of one that comes with the program. */
public final class ModelFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String model) {
        return of(model);
    }

    static Path of(String model) {
        return ShippedModel.find(model).map(ShippedModel::path).orElseGet(() -> Path.of(model));
    }
}
