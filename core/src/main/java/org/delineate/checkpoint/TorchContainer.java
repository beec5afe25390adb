package org.delineate.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A checkpoint's outer form: one pickled object and the bytes of storages beside it. */
interface TorchContainer extends Closeable {
    /** The object; it is read once, before any bytes. */
    Object object(TorchGlobals globals) throws IOException;

    /** All bytes of a storage, little endian, direct. */
    ByteBuffer bytes(TorchStorage storage) throws IOException;
}
