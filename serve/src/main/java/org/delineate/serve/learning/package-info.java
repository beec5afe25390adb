/** What models learn from readers: corrected cases as a data set, and models tuned on them. */
package org.delineate.serve.learning;
