/** What is kept: accounts, pictures, every version of their segmentations, readings, and the audit log. */
package org.delineate.serve.store;
