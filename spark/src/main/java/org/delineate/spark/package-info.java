/**
 * Segments archives with Apache Spark.
 *
 * <p>The driver lists the files and keeps the table of results; executors open files by their paths and take them through
 * one {@link org.delineate.infer.Pipeline} a task, all with one engine.
 */
package org.delineate.spark;
