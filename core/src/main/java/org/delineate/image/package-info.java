/** Reads, writes and resizes pictures and masks; knows no tensor and no native code. */
package org.delineate.image;
