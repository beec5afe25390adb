package org.delineate.serve.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down: after five failures in a quarter of an hour, for an account from an address or from an address
 * with any account, the next attempt waits.
 */
public final class SignInLimit {
    private static final int FAILURES = 5;
    private static final int OF_ADDRESS = 20;
    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > REMEMBERED;
        }
    };

    public SignInLimit(Clock clock) {
        this.clock = clock;
    }

    /** Returns how long the next attempt must wait; zero for not at all. */
    public synchronized Duration wait(String account, String address) {
        Duration one = wait(key(account, address), FAILURES);
        Duration other = wait(address, OF_ADDRESS);
        return one.compareTo(other) > 0 ? one : other;
    }

    private Duration wait(String key, int most) {
        Deque<Instant> times = failures.get(key);
        if (times == null) {
            return Duration.ZERO;
        }
        Instant start = clock.instant().minus(WINDOW);
        while (!times.isEmpty() && times.peekFirst().isBefore(start)) {
            times.removeFirst();
        }
        return times.size() < most
                ? Duration.ZERO
                : Duration.between(start, times.peekFirst()).plusSeconds(1);
    }

    /** Notes a failure. */
    public synchronized void failed(String account, String address) {
        add(key(account, address), FAILURES);
        add(address, OF_ADDRESS);
    }

    private void add(String key, int most) {
        Deque<Instant> times = failures.computeIfAbsent(key, k -> new ArrayDeque<>());
        times.addLast(clock.instant());
        if (times.size() > most) {
            times.removeFirst();
        }
    }

    /** Forgets the failures of an account that has signed in. */
    public synchronized void succeeded(String account, String address) {
        failures.remove(key(account, address));
    }

    private static String key(String account, String address) {
        return account + " " + address;
    }
}
