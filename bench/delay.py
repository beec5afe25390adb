#!/usr/bin/env python3
"""Carries the frames of network namespaces to each other, each after the same delay, where the kernel has no netem.

delay.py MILLISECONDS NAMESPACE ...: makes a device host0 in each, whose frames go to the device of their destination.
"""
import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF, TAP, NO_PI = 0x400454CA, 0x0002, 0x1000
FRAME = 66000


def device(namespace):
    """Opens a TAP device in a namespace; this process stays in its own."""
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open("/run/netns/" + namespace, os.O_RDONLY)
    setns(there)
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH", b"host0", TAP | NO_PI))
    setns(own)
    return tap


def setns(namespace):
    if ctypes.CDLL(None, use_errno=True).setns(namespace, 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def main():
    delay = float(sys.argv[1]) / 1000
    taps = [device(name) for name in sys.argv[2:]]
    print("ready", flush=True)
    learned = {}  # hardware address: device
    waiting = collections.deque()  # (when, device, frame): all wait equally long
    poll = select.poll()
    for tap in taps:
        poll.register(tap, select.POLLIN)
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, tap, frame = waiting.popleft()
            try:
                os.write(tap, frame)
            except OSError:
                pass  # lost: its queue is full, or the device is not up yet
        wait = None if not waiting else max(0, (waiting[0][0] - time.monotonic()) * 1000)
        if wait is not None and wait < 1:
            wait = 0  # poll's unit is a millisecond: shorter waits are spent asking
        for tap, _ in poll.poll(wait):
            for _ in range(64):
                try:
                    frame = os.read(tap, FRAME)
                except BlockingIOError:
                    break
                learned[frame[6:12]] = tap
                target = learned.get(frame[0:6])
                when = time.monotonic() + delay
                for other in [target] if target is not None else [t for t in taps if t != tap]:
                    waiting.append((when, other, frame))


main()
