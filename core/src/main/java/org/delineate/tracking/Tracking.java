package org.delineate.tracking;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.delineate.train.RunFolder;

/**
 * Says where runs are recorded.
 *
 * @param url address of an MLflow tracking server; {@link #NONE} for nowhere
 * @param experiment name of the MLflow experiment; null for that of the data set
 */
public record Tracking(String url, String experiment) {
    /** Stands for an address where nothing is recorded. */
    public static final String NONE = "none";

    /** Records nothing. */
    public static final Tracking NOWHERE = new Tracking(NONE, null);

    /** @throws IllegalArgumentException where the address is none, or the name none that MLflow takes */
    public Tracking {
        if (url == null || !url.equals(NONE)) {
            url = root(url);
        }
        if (experiment != null && (experiment.isBlank() || experiment.length() > TrackingServer.NAME)) {
            throw new IllegalArgumentException("the name of an MLflow experiment has 1 to " + TrackingServer.NAME
                    + " characters, not " + (experiment.isBlank() ? "none" : experiment.length()));
        }
    }

    /** What is wrong with an address is told without the address, which may hold a password. */
    private static String root(String url) {
        URI uri;
        try {
            uri = URI.create(String.valueOf(url).replaceFirst("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the address of an MLflow server has signs that no address has; an example is"
                            + " http://localhost:5000",
                    e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
            throw new IllegalArgumentException("the address of an MLflow server begins with https:// or http:// and a"
                    + " host, as http://localhost:5000; \"none\" records nothing");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the address of an MLflow server has no password in it; set "
                    + TrackingServer.USER + " and " + TrackingServer.PASSWORD);
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the address of an MLflow server has no \"?\" and no \"#\"; an example is http://localhost:5000");
        }
        return uri.toString();
    }

    /** Says where the run in a folder is recorded. */
    public static Tracking of(RunFolder folder) {
        RunLink link = RunLink.in(folder);
        return link == null ? NOWHERE : new Tracking(link.url(), link.experiment());
    }

    /** Is anything recorded? */
    public boolean records() {
        return !url.equals(NONE);
    }

    /** Names the MLflow experiment of a run on a data set. */
    String experimentOf(String dataset) {
        return experiment == null ? dataset : experiment;
    }

    /**
     * Asks the server for the experiments, and makes those that are missing: what is wrong with it is known then before
     * anything is trained.
     *
     * @throws TrackingException where it does not answer, or refuses
     * @throws IllegalArgumentException where credentials would leave this machine unencrypted
     */
    public void require(Collection<String> datasets) {
        if (!records()) {
            return;
        }
        TrackingServer server = server();
        try {
            datasets.stream().map(this::experimentOf).distinct().forEach(server::experiment);
        } catch (TrackingException e) {
            throw new TrackingException(e);
        }
    }

    TrackingServer server() {
        return new TrackingServer(URI.create(url), Map.copyOf(System.getenv()));
    }
}
