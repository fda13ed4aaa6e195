// Puts some 4,000 wrong rewriters to the cases that verify asks by default, and says which of them no rule sees:
// npm run sensitivity [-- --seeds 1,2,3 --runs 3000 --no-grid --docs]
//
// docs/sensitivity.md says what it is; --docs writes the tables there. Ends with status 1 when a fault is missed that has to
// be caught.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const { seeds, runs, grid, docs } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    runs: { type: 'string', default: '3000' },
    grid: { type: 'boolean', default: true },
    docs: { type: 'boolean', default: false },
  },
  allowNegative: true,
}).values;
if (!/^\d{1,9}(,\d{1,9})*$/.test(seeds) || !/^\d{1,9}$/.test(runs)) {
  console.error('sensitivity: --seeds is a list of whole numbers such as 1,2,3, and --runs is one.');
  process.exit(2);
}
const root = fileURLToPath(new URL('..', import.meta.url));
const config = { root, configFile: false, logLevel: 'error' };
const { module } = await runnerImport(`${root}test/sensitivity/run.ts`, config);
let start = performance.now();
const summary = module.run({
  seeds: seeds.split(',').map(Number),
  runs: Number(runs),
  grid: grid ? 'first' : 'none',
  onSeed: (seed) => {
    console.error(`seed ${seed}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    start = performance.now();
  },
});
process.stdout.write(module.renderText(summary));
if (docs) writeFileSync(`${root}docs/sensitivity.md`, module.renderPage(module.measuredPart(summary)));
process.exitCode = module.complaints(summary).length > 0 ? 1 : 0;
