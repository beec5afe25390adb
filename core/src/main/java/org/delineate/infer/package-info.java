/** From a picture to its mask at original size: the one Segmenter that training, evaluation and every front end use. */
package org.delineate.infer;
