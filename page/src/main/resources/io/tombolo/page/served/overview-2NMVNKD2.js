/*! Tombolo - Apache-2.0; with preact 11.2.0, uPlot 1.6.32, @noble/ciphers, @noble/curves and @noble/hashes 2.4.0 - MIT; jsQR 1.4.0 - Apache-2.0; their notices are in LICENSES.txt */
import{i as o,n as r,p as t,v as e}from"./chunk-XC3QOFFZ.js";import"./chunk-CUGPM65D.js";var i=o({title:"Overview"},{title:"总览"});function l(m){let p=r(i);return t(e,{children:p.title})}export{l as default};
