/** Modules and layers with weights, how these are initialised, stored and optimized. */
package org.delineate.nn.layer;
