package org.delineate.serve.store;

import java.time.Instant;

/**
 * Is a sign-in that lasts.
 *
 * @param tokenHash of the token that the cookie holds: a copy of the database opens no session
 * @param csrf token that changing requests repeat
 */
public record Session(String tokenHash, String account, String csrf, Instant createdAt, Instant seenAt) {}
