/** One file per published block. */
package org.delineate.block;
