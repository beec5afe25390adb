package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_version_t;

/** Names the library's engine, its version and its errors. */
final class OneDnn {
    /** The processor. */
    static final dnnl_engine ENGINE = engine();

    private OneDnn() {}

    private static dnnl_engine engine() {
        dnnl_engine engine = new dnnl_engine();
        require(dnnl_engine_create(engine, dnnl_cpu, 0), "an engine");
        return engine;
    }

    /** Requires that a call succeeded. */
    static void require(int status, String what) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN could not make " + what + ": status " + status);
        }
    }

    /** Whether a call succeeded; false where the library has no kernel for what was asked. */
    static boolean succeeded(int status, String what) {
        if (status == dnnl_unimplemented) {
            return false;
        }
        require(status, what);
        return true;
    }

    /** Name and version, for reports. */
    static String version() {
        dnnl_version_t v = dnnl_version();
        return "oneDNN " + v.major() + "." + v.minor() + "." + v.patch();
    }
}
