/** What the command line asks of the module that segments archives; it knows nothing of Apache Spark. */
package org.delineate.cli.archive;
