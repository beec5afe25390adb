package org.delineate.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {
    @Test
    void dividesWhateverThePartsHoldAndHoweverTheyArrive() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            List<byte[]> parts = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                byte[] part = new byte[random.nextInt(round % 10 == 0 ? 200_000 : 300)];
                for (int k = 0; k < part.length; k++) {
                    part[k] = (byte) "\r\n--a-boundary".charAt(random.nextInt(14)); // nearly a boundary everywhere
                }
                parts.add(part);
            }
            byte[] body = Pacs.parts(parts.toArray(byte[][]::new));
            int most = 1 + random.nextInt(3000);
            InputStream slow = new ByteArrayInputStream(body) {
                @Override
                public int read(byte[] to, int offset, int length) {
                    return super.read(to, offset, Math.min(length, 1 + random.nextInt(most)));
                }
            };
            MultipartReader reader = new MultipartReader(slow, Pacs.BOUNDARY);
            for (byte[] part : parts) {
                assertEquals("application/dicom", reader.next().get("content-type"), "seed " + seed);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                assertEquals(part.length, reader.copy(out, part.length), "seed " + seed);
                assertArrayEquals(part, out.toByteArray(), "seed " + seed);
            }
            assertNull(reader.next(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no boundary at all",
                "--a-boundary",
                "--a-boundary\r\n",
                "--a-boundary\r\nContent-Type: x",
                "--a-boundary\r\n\r\nbytes",
                "--a-boundary\r\n\r\nbytes\r\n--a-bound",
                "--a-boundary nonsense\r\n\r\nbytes\r\n--a-boundary--",
                "--a-boundary\r\nno colon\r\n\r\nbytes\r\n--a-boundary--",
                "--a-boundary\r\n: no name\r\n\r\nbytes\r\n--a-boundary--"
            })
    void refusesWhatIsNotMadeOfParts(String body) {
        assertThrows(ProtocolException.class, () -> read(body), body);
    }

    @Test
    void refusesFloodsOfHeadersAndPreambles() {
        assertThrows(ProtocolException.class, () -> read("--a-boundary\r\n" + "x".repeat(100_000)));
        StringBuilder many = new StringBuilder("--a-boundary\r\n");
        for (int i = 0; i < 100; i++) {
            many.append("name").append(i).append(": value\r\n");
        }
        assertThrows(ProtocolException.class, () -> read(many + "\r\nbytes\r\n--a-boundary--"));
        assertThrows(ProtocolException.class, () -> read("x".repeat(100_000) + "\r\n--a-boundary--"));
    }

    @Test
    void refusesAPartWithoutEndAtItsLimit() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };
        MultipartReader reader = new MultipartReader(
                new SequenceInputStream(new ByteArrayInputStream(Pacs.bytes("--a-boundary\r\n\r\n")), endless),
                Pacs.BOUNDARY);
        reader.next();
        long[] written = {0};
        OutputStream count = new OutputStream() {
            @Override
            public void write(int b) {
                written[0]++;
            }
        };
        assertThrows(ProtocolException.class, () -> reader.copy(count, 1_000_000));
        assertTrue(written[0] <= 1_000_000, written[0] + " bytes written");
    }

    @Test
    void holdsNoPartInMemory() throws Exception {
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) '\r');
        List<InputStream> body = new ArrayList<>();
        body.add(new ByteArrayInputStream(Pacs.bytes("--a-boundary\r\n\r\n")));
        for (int i = 0; i < 100; i++) {
            body.add(new ByteArrayInputStream(block));
        }
        body.add(new ByteArrayInputStream(Pacs.bytes("\r\n--a-boundary--")));
        MultipartReader reader =
                new MultipartReader(new SequenceInputStream(java.util.Collections.enumeration(body)), Pacs.BOUNDARY);
        reader.next();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertEquals(100L << 20, reader.copy(OutputStream.nullOutputStream(), 1L << 30));
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 1 << 20, allocated + " bytes allocated for 100 MiB");
        assertNull(reader.next());
    }

    @Test
    void readsTheBoundaryOfAContentType() {
        assertEquals(Optional.of("x"), Boundary.of("multipart/related; boundary=x"));
        assertEquals(
                Optional.of("a b=c"),
                Boundary.of("Multipart/Related;type=\"application/dicom\"; Boundary=\"a b=c\"; charset=x"));
        assertEquals(Optional.of("y"), Boundary.of("multipart/related; type=\"; boundary=x\"; boundary=y"));
        for (String none : List.of(
                "",
                "multipart/related",
                "multipart/related; boundary=",
                "multipart/related; boundary=\"\"",
                "multipart/related; boundary=\"" + "x".repeat(71) + "\"",
                "multipart/related; boundary=\"a\r\nb\"",
                "text/html; boundary=x",
                "multipart/relatedness; boundary=x")) {
            assertEquals(Optional.empty(), Boundary.of(none), none);
        }
    }

    private static void read(String body) throws Exception {
        MultipartReader reader = new MultipartReader(new ByteArrayInputStream(Pacs.bytes(body)), Pacs.BOUNDARY);
        while (reader.next() != null) {
            reader.copy(OutputStream.nullOutputStream(), 1 << 20);
        }
    }
}
