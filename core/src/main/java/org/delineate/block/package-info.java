/** Declares the blocks that several networks share, one a file. */
package org.delineate.block;
