/** Options that several commands share, each explained once. */
package org.delineate.cli.option;
