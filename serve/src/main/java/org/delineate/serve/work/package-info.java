/** What takes time: decoding pictures, asking models, one at a time. */
package org.delineate.serve.work;
