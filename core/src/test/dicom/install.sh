#!/bin/sh
# Installs the DICOM programs that the tests of the profile "dicom" compare with, where they are missing and may be installed; else they say so.
if command -v dciodvfy >/dev/null && [ -e /usr/share/java/pixelmed.jar ] && /usr/bin/python3 -c 'import pydicom, numpy' 2>/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y dicom3tools libpixelmed-java python3-pydicom python3-numpy
fi
