/**
 * Records runs in an MLflow tracking server by its REST API. A run's own folder stays the truth: what a server did not
 * get is sent later, and no training waits for it.
 */
package org.delineate.tracking;
