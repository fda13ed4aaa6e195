/**
 * Which layer may import which, and which packages it may use.
 *
 * ESLint and test/meta/architecture.test.ts both read this table, so it is the only place to change.
 * A layer may always import itself. `types` lists layers whose types alone it may import: words, and neither code nor
 * constants. `packages` lists exact module names; `node:*` stands for every Node module.
 *
 * @typedef {{
 *   readonly imports: readonly string[],
 *   readonly types?: readonly string[],
 *   readonly packages: readonly string[],
 * }} Layer
 * @type {Readonly<Record<string, Layer>>}
 */
export const LAYERS = {
  'src/results': { imports: [], packages: [] },
  'src/contract': { imports: [], packages: [] },
  'src/page': { imports: ['src/results'], packages: [] },
  'src/decoders': { imports: [], packages: ['node:zlib', 'node:crypto'] },
  'src/reader': { imports: ['src/results'], packages: [] },
  'src/lost-payload': { imports: ['src/results', 'src/decoders', 'src/reader'], packages: [] },
  'src/files': {
    imports: [],
    packages: ['node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:timers/promises', 'node:worker_threads'],
  },
  'src/image-file': { imports: ['src/files'], packages: [] },
  'src/rewriter': { imports: ['src/contract', 'src/files'], packages: [] },
  'src/subjects': { imports: ['src/results', 'src/contract', 'src/files', 'src/rewriter'], packages: ['node:*'] },
  generators: {
    imports: ['src/contract'],
    types: ['src/results'],
    packages: ['fast-check', 'node:zlib', 'node:crypto'],
  },
  properties: {
    imports: ['src/results', 'src/decoders', 'src/reader', 'src/lost-payload', 'src/contract'],
    packages: ['node:crypto'],
  },
  reports: { imports: ['src/results', 'src/page'], packages: [] },
  'src/judging': { imports: ['src/results', 'src/contract', 'src/reader', 'properties'], packages: ['node:crypto'] },
  'src/extraction': {
    imports: ['src/results', 'src/page', 'src/decoders', 'src/reader', 'src/lost-payload'],
    packages: [],
  },
  'src/inspection': { imports: ['src/results', 'src/page', 'src/reader'], packages: ['node:path'] },
  'src/explanation': { imports: ['src/results', 'src/page', 'src/judging', 'properties'], packages: ['node:fs'] },
  'src/fixtures/format': { imports: ['src/files'], packages: ['node:*'] },
  'src/fixtures/make': {
    imports: [
      'src/results',
      'src/contract',
      'src/page',
      'src/files',
      'src/reader',
      'src/rewriter',
      'src/judging',
      'src/fixtures/format',
      'generators',
      'properties',
    ],
    packages: ['node:*'],
  },
  'src/defects': { imports: ['src/results', 'src/contract', 'src/reader', 'properties'], packages: [] },
  'src/campaign': {
    imports: [
      'src/results',
      'src/contract',
      'src/page',
      'src/files',
      'src/reader',
      'src/judging',
      'src/defects',
      'generators',
      'properties',
    ],
    packages: ['fast-check', 'node:*'],
  },
  'src/workers': {
    imports: ['src/results', 'src/contract', 'src/subjects', 'src/judging', 'src/campaign'],
    packages: ['node:worker_threads'],
  },
  'src/vitest': {
    imports: [
      'src/results',
      'src/contract',
      'src/page',
      'src/subjects',
      'src/judging',
      'src/campaign',
      'properties',
      'reports',
    ],
    packages: ['vitest'],
  },
  'src/cli': {
    imports: [
      'src/results',
      'src/contract',
      'src/page',
      'src/files',
      'src/reader',
      'src/rewriter',
      'src/subjects',
      'src/judging',
      'src/extraction',
      'src/inspection',
      'src/explanation',
      'src/fixtures/format',
      'src/fixtures/make',
      'src/campaign',
      'src/workers',
      'generators',
      'properties',
      'reports',
    ],
    packages: ['commander', 'node:*'],
  },
};

/**
 * The layer that owns a file, by the longest folder that contains it.
 *
 * @param {string} path relative to the project, with forward slashes
 * @returns {string | undefined} undefined for files that belong to no layer, such as tests
 */
export function layerOf(path) {
  const owners = Object.keys(LAYERS).filter((layer) => path.startsWith(`${layer}/`));
  return owners.sort((a, b) => b.length - a.length)[0];
}
