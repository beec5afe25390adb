/** What a command says and how: results, notes, progress bars and errors. */
package org.delineate.cli.console;
