/*! Tombolo - Apache-2.0; with preact 11.2.0, uPlot 1.6.32, @noble/ciphers, @noble/curves and @noble/hashes 2.4.0 - MIT; jsQR 1.4.0 - Apache-2.0; their notices are in LICENSES.txt */
import{i as o,n as t,p as r,v as i}from"./chunk-XC3QOFFZ.js";import"./chunk-CUGPM65D.js";var e=o({title:"Operations"},{title:"运行"});function s(l){let p=t(e);return r(i,{children:p.title})}export{s as default};
