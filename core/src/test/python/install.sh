#!/bin/sh
# Installs Debian's PyTorch and ONNX for the tests of the profile "python", where they are missing and may be installed; else they say so.
python=${1:-/usr/bin/python3}
if "$python" -c 'import torch, onnx' 2>/dev/null; then
    exit 0
fi
if [ "$python" = /usr/bin/python3 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-torch python3-onnx
fi
