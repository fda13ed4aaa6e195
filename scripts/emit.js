// Compiles without a check of types and writes the proofs of explain, both at once: neither needs the other.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(new URL('../dist/src/explanation', import.meta.url), { recursive: true });

async function run(...args) {
  const [code] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }), 'close');
  return code;
}

const codes = await Promise.all([
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'),
  run('scripts/proofs.js'),
]);
process.exitCode = codes.find((code) => code !== 0) ?? 0;
