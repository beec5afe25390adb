package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildTest {
    @Test
    void knowsItsVersion() {
        assertTrue(Build.CURRENT.version().matches("\\d+\\.\\d+\\.\\d+.*"), Build.CURRENT.toString());
        assertTrue(Build.CURRENT.commit().matches("([0-9a-f]{12,40}\\+?)?"), Build.CURRENT.commit());
    }

    @Test
    void namesTheCommitWhereThereIsOne() {
        assertEquals("1.0 (abc+)", new Build("1.0", "abc+").toString());
        assertEquals("1.0", new Build("1.0", "").toString());
    }
}
