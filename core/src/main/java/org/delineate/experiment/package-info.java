/** An experiment: data sets, networks, options, splits and seeds as one unit, from one file to one table. */
package org.delineate.experiment;
