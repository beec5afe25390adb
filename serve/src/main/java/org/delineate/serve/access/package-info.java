/** Who may do what: passwords, sign-in, sessions, and the headers that browsers enforce. */
package org.delineate.serve.access;
