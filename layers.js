/**
 * Which layer may import which, and which packages it may use.
 *
 * ESLint and test/meta/architecture.test.ts both read this table, so it is the only place to change.
 * A layer may always import itself. `packages` lists exact module names; `node:*` stands for every Node module.
 *
 * @typedef {{ readonly imports: readonly string[], readonly packages: readonly string[] }} Layer
 * @type {Readonly<Record<string, Layer>>}
 */
export const LAYERS = {
  'src/results': { imports: [], packages: [] },
  'src/contract': { imports: [], packages: [] },
  'src/reader': { imports: ['src/results'], packages: [] },
  'src/files': {
    imports: [],
    packages: ['node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:timers/promises', 'node:worker_threads'],
  },
  'src/rewriter': { imports: ['src/contract', 'src/files'], packages: [] },
  'src/subjects': { imports: ['src/contract', 'src/files', 'src/rewriter'], packages: ['node:*'] },
  generators: { imports: ['src/contract'], packages: ['fast-check', 'node:zlib', 'node:crypto'] },
  properties: { imports: ['src/results', 'src/reader', 'src/contract'], packages: ['node:zlib', 'node:crypto'] },
  'src/campaign': {
    imports: ['src/results', 'src/contract', 'src/files', 'src/reader', 'generators', 'properties'],
    packages: ['fast-check', 'node:*'],
  },
  reports: { imports: ['src/results'], packages: [] },
  'src/fixtures': { imports: ['src/files'], packages: ['node:*'] },
  'src/vitest': {
    imports: ['src/results', 'src/contract', 'src/subjects', 'src/campaign', 'properties', 'reports'],
    packages: ['vitest'],
  },
  'src/cli': {
    imports: [
      'src/results',
      'src/contract',
      'src/files',
      'src/reader',
      'src/rewriter',
      'src/subjects',
      'src/campaign',
      'src/fixtures',
      'generators',
      'properties',
      'reports',
    ],
    packages: ['commander', 'zstddec', 'node:*'],
  },
};

/**
 * The layer that owns a file, by the longest folder that contains it.
 *
 * @param {string} path relative to the project, with forward slashes
 * @returns {string | undefined} undefined for files that belong to no layer, such as tests
 */
export function layerOf(path) {
  return Object.keys(LAYERS).find((layer) => path.startsWith(`${layer}/`));
}
