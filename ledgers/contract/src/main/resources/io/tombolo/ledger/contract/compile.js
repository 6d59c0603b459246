// node compile.js SOURCE OUTPUT: compiles the contract, with the sources beside it, by solc 0.8.37 from the node_modules folder in TOMBOLO_SOLC.
const fs = require('fs');
const path = require('path');
const solc = require(path.resolve(process.env.TOMBOLO_SOLC, 'solc'));
const name = 'TomboloAnchors.sol';
const folder = path.dirname(process.argv[2]);
const input = {
  language: 'Solidity',
  sources: Object.fromEntries(fs.readdirSync(folder).filter(file => file.endsWith('.sol'))
    .map(file => [file, {content: fs.readFileSync(path.join(folder, file), 'utf8')}])),
  settings: {
    optimizer: {enabled: true, runs: 10000},
    // Runs on chains from before Shanghai too.
    evmVersion: 'paris',
    metadata: {bytecodeHash: 'none', appendCBOR: false},
    outputSelection: {'*': {'*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences']}},
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const messages = (output.errors || []).map(e => e.formattedMessage);
if (messages.length > 0) {
  console.error(messages.join('\n'));
  process.exit(1);
}
const contract = output.contracts[name].TomboloAnchors;
fs.writeFileSync(process.argv[3], JSON.stringify({
  compiler: solc.version().split('+')[0],
  abi: contract.abi,
  bytecode: contract.evm.bytecode.object,
  runtime: contract.evm.deployedBytecode.object,
  // Where the runtime has the unit of time, words of 32 bytes.
  tick: Object.values(contract.evm.deployedBytecode.immutableReferences).flat().map(place => place.start).sort((a, b) => a - b),
}, null, 1) + '\n');
