/** Numbers with their protocol: scores, overlays, charts, one self-contained HTML page. */
package org.delineate.report;
