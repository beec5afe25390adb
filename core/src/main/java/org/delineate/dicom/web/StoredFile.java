package org.delineate.dicom.web;

import java.nio.file.Path;

/**
 * Says that a server has stored a file.
 *
 * @param warning what it has done besides, in words; empty where nothing
 */
public record StoredFile(Path file, String warning) {}
