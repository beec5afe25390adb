/** What is wrong with a data set before training on it: near duplicates, unreadable files, masks that do not fit. */
package org.delineate.dataset.audit;
