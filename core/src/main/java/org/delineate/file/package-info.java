/**
 * Holds what every reader and writer shares: named errors, limits, hashes, atomic writes, JSON; imports no other
 * package.
 */
package org.delineate.file;
