/** The compiled encoder worker with one fault: it dies when it is asked to encode the text "crash". */
const { join } = require('node:path');
const { parentPort } = require('node:worker_threads');

parentPort.on('message', (message) => {
  if (message.kind === 'encode' && message.texts.includes('crash')) throw new Error('injected fault');
});
require(join(__dirname, '..', '..', 'dist', 'classification', 'bert', 'encoder.worker.js'));
