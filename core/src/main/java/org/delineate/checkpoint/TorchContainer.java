package org.delineate.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Is the outer format of a checkpoint: one pickled object and the bytes of storages beside it. */
interface TorchContainer extends Closeable {
    /** Reads the object, once and before any bytes. */
    Object object(TorchGlobals globals) throws IOException;

    /** Reads all bytes of a storage into direct memory, little endian. */
    ByteBuffer bytes(TorchStorage storage) throws IOException;
}
