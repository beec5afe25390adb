/** What {@code doctor} looks at, and what it advises. */
package org.delineate.cli.doctor;
