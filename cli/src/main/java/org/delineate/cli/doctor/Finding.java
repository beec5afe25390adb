package org.delineate.cli.doctor;

/**
 * Says one thing about this machine.
 *
 * @param found what is there
 * @param advice what to do about it, "" where nothing is to be done
 */
record Finding(String what, String found, String advice) {
    static Finding ok(String what, String found) {
        return new Finding(what, found, "");
    }
}
