// Writes what `explain` says of proofs beside the compiled code. The saboteurs and the vectors are those of the tests,
// which the package has not; what it gets of them is their names.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = { root, configFile: false, logLevel: 'error' };
const { module } = await runnerImport(`${root}test/support/proofs.ts`, config);
writeFileSync(new URL('../dist/src/explanation/proofs.json', import.meta.url), `${JSON.stringify(module.PROOFS)}\n`);
