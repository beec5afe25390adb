package org.delineate.nn.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2_vnni;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_vnni;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
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

    /**
     * Whether the kernels sum products of bytes in 32 bits; others sum pairs of them in 16 bits, where two of 255 and
     * 127 overflow.
     */
    static boolean sumsBytesExactly() {
        int instructions = dnnl_get_effective_cpu_isa(); // a set of bits
        int vnni =
                dnnl_cpu_isa_avx2_vnni & ~dnnl_cpu_isa_avx2 | dnnl_cpu_isa_avx512_core_vnni & ~dnnl_cpu_isa_avx512_core;
        return (instructions & vnni) != 0;
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
