#!/bin/sh
# Installs Debian's PyTorch, ONNX, pydicom with GDCM, dcmtk, dicom3tools and PixelMed for the tests of the profile "python", where they are missing and may be installed; else they say so.
python=${1:-/usr/bin/python3}
if "$python" -c 'import torch, onnx, pydicom, gdcm' 2>/dev/null && command -v dcmcjpeg >/dev/null &&
    command -v dciodvfy >/dev/null && [ -e /usr/share/java/pixelmed.jar ]; then
    exit 0
fi
if [ "$python" = /usr/bin/python3 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-torch python3-onnx python3-pydicom python3-gdcm dcmtk dicom3tools \
        libpixelmed-java
fi
