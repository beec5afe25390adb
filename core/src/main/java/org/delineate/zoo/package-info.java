/** One file per network, and the registry. */
package org.delineate.zoo;
