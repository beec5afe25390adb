/** The command line: a command is parse, one call into core, print. */
package org.delineate.cli;
