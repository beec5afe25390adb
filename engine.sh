# What has to stand in the environment before the engine starts; read by ./delineate and bench/run. What is set already stays.

# idle threads of the engine spin for some microseconds before they sleep: without, small networks wait for each other's threads
# to wake; its second math library brings no threads of its own
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"
export OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"

# Java reads file names in the characters of the locale; in the locales C and POSIX these are ASCII, and other letters are lost
plain() {
    case $(locale charmap 2>/dev/null) in
        ANSI_X3.4-1968 | US-ASCII | ASCII | 646) return 0 ;;
        '') # no such command: the names of locales tell
            case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in C | POSIX) return 0 ;; esac ;;
    esac
    return 1
}
if plain; then
    given=${LC_ALL:-}
    for name in C.UTF-8 C.utf8 en_US.UTF-8 en_US.utf8; do
        export LC_ALL="$name"
        plain || break
    done
    if plain; then # the program says so where it meets such a name
        LC_ALL=$given
        [ -n "$given" ] || unset LC_ALL
    fi
fi

# glibc gives every large map back to the kernel and fetches it anew, page by page: up to half of the processor time.
# tcmalloc keeps them and needs the least memory; where it is not installed, glibc is told to keep them too: one arena, no maps
# of their own below 1 GiB, and only what exceeds 2 GiB given back.
if [ -z "${LD_PRELOAD:-}${GLIBC_TUNABLES:-}${MALLOC_ARENA_MAX:-}" ] && [ "$(uname -s)" = Linux ]; then
    for library in /usr/lib/*-linux-gnu/libtcmalloc_minimal.so.4 /usr/lib64/libtcmalloc_minimal.so.4; do
        if [ -f "$library" ]; then
            export LD_PRELOAD="$library"
            break
        fi
    done
    if [ -z "${LD_PRELOAD:-}" ]; then
        export MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=2147483648
    fi
fi
