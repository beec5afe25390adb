/** Holds every network to the recorded answers of its reference. */
package org.delineate.parity;
