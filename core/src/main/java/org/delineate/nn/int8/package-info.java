/** The ranges of values that 8-bit integers stand for, and how they are found. */
package org.delineate.nn.int8;
