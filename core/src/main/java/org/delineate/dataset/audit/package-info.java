/** Audits a data set before training on it: finds near duplicates, unreadable files and masks that do not fit. */
package org.delineate.dataset.audit;
