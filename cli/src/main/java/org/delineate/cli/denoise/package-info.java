/** Denoising on the command line: pictures, trainings, measurements. */
package org.delineate.cli.denoise;
