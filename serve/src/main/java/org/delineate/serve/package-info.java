/** The auxiliary diagnosis system: serves the page on which a clinician reads, corrects, describes and signs pictures. */
package org.delineate.serve;
