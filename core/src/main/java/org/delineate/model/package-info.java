/** The model file, and how the weights of any file come into a network and leave it. */
package org.delineate.model;
