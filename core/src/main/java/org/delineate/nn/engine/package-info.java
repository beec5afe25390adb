/** The engine itself: libtorch with its native libraries, the devices, and what the processor can do. */
package org.delineate.nn.engine;
