/** Networks compared on the images that all of them have scored: tests, intervals, ranks, published values, tables. */
package org.delineate.comparison;
