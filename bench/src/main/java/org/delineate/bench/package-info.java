/**
 * Compares the speed of this library with that of others: each has a process, and they run in turn, round after round.
 */
package org.delineate.bench;
