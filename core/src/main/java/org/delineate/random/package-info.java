/** Generates random numbers that are the same on every machine. Imports nothing of this project. */
package org.delineate.random;
