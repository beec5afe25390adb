/** PNG files as bytes (PNG specification, third edition): chunks, rows, compression; knows no picture. */
package org.delineate.png;
