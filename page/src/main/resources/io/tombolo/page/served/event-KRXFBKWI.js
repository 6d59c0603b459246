/*! Tombolo - Apache-2.0; with preact 11.2.0, uPlot 1.6.32, @noble/ciphers, @noble/curves and @noble/hashes 2.4.0 - MIT; jsQR 1.4.0 - Apache-2.0; their notices are in LICENSES.txt */
import{i as t,n as o,p as r,v as e}from"./chunk-XC3QOFFZ.js";import"./chunk-CUGPM65D.js";var i=t({title:"Event"},{title:"事件"});function l(m){let p=o(i);return r(e,{children:p.title})}export{l as default};
