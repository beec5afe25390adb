/** Training: configuration, schedules, checkpoints that survive kill -9. */
package org.delineate.train;
