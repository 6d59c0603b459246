/*! Tombolo - Apache-2.0; with preact 11.2.0, uPlot 1.6.32, @noble/ciphers, @noble/curves and @noble/hashes 2.4.0 - MIT; jsQR 1.4.0 - Apache-2.0; their notices are in LICENSES.txt */
