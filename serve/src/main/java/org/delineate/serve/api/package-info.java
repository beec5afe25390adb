/** The REST interface: one class for each kind of resource, described as OpenAPI. */
package org.delineate.serve.api;
