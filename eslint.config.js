import tseslint from 'typescript-eslint';
import { LAYERS } from './layers.js';

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** One rule per layer: no import of a layer or of a package that the table does not grant, and of some types alone. */
const layerRules = Object.entries(LAYERS).map(([layer, { imports, types = [], packages }]) => {
  const folders = Object.keys(LAYERS).filter((other) => other !== layer && !imports.includes(other));
  const granted = packages.map((name) => (name === 'node:*' ? 'node:' : `${escape(name)}$`));
  return {
    files: [`${layer}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            ...folders.map((other) => ({
              regex: `^\\.\\.?/.*${escape(other.replace(/^src\//, ''))}/`,
              message: `${layer} must not import ${types.includes(other) ? 'code of ' : ''}${other}; see layers.js.`,
              allowTypeImports: types.includes(other),
            })),
            {
              regex: granted.length === 0 ? '^[^.]' : `^(?!${granted.join('|')})[^.]`,
              message: `${layer} may use these packages only: ${packages.join(', ') || 'none'}; see layers.js.`,
            },
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'zbootkit-report/'] },
  {
    files: ['**/*.ts'],
    ignores: ['layers.d.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 300 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Bytes and order depend on the seed alone.' },
        { object: 'Date', property: 'now', message: 'Take the clock as an argument.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'generators/**/*.ts', 'properties/**/*.ts', 'reports/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['vitest*.config.ts'], rules: { 'no-restricted-exports': 'off' } },
  ...layerRules,
);
