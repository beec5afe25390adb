/** Scores of a mask against its truth at original size: plain Java, exact, no engine. */
package org.delineate.metric;
