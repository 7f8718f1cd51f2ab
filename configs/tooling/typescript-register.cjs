/** `node -r` this to run TypeScript files as they are, e.g. ormconfig.ts under the TypeORM command line. */
const { transformFileSync } = require('@swc/core');
const { exclude, $schema, ...options } = require('./swc.json');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformFileSync(filename, { ...options, swcrc: false, sourceMaps: 'inline' });
  module._compile(code, filename);
};
