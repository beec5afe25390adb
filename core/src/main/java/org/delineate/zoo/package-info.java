/** Declares the networks, one a file, and the registry of them. */
package org.delineate.zoo;
