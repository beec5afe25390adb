/** What every reader and writer shares: named errors, limits, hashes, atomic writes, JSON. Imports nothing of this project. */
package org.delineate.file;
