/** Pictures and masks at their original size; knows no tensor and no native code. */
package org.delineate.image;
