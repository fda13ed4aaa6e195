// Puts generated images, and what the builtin rewriter appends to them, to the loader of real firmware in QEMU:
// npm run witness:firmware [-- --seed S ... --runs N --no-grid --firmware NAME ...]
//
// It prints what became of them by firmware and by feature, and names each image that is not loaded, or not into memory
// that holds what it has to, with the plan that makes it again. scripts/witness-tools.sh and scripts/efi-files.sh bring in
// what it needs. Exit status: 0 all as it has to be, 1 not so, 2 wrong arguments, 3 nothing that could be asked is here.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

/** Ends with status 2 and a sentence. */
function misused(sentence) {
  console.error(`witness-firmware: ${sentence}`);
  process.exit(2);
}

function argumentsGiven() {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string', multiple: true, default: ['1'] },
        runs: { type: 'string', default: '3000' },
        grid: { type: 'boolean', default: true },
        firmware: { type: 'string', multiple: true, default: [] },
      },
      allowNegative: true,
    }).values;
  } catch (error) {
    return misused(error.message);
  }
}

const { seed, runs, grid, firmware } = argumentsGiven();
for (const text of [...seed, runs]) {
  if (/^\d{1,9}$/.test(text)) continue;
  misused(`seeds and runs are whole numbers up to 999999999, not ${JSON.stringify(text)}.`);
}
// So that what is removed and ended at the exit is so at an interrupt too.
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.once(signal, () => process.exit(status));
}
// Node 20 cannot run TypeScript by itself.
const path = fileURLToPath(new URL('../test/witness/firmware/main.ts', import.meta.url));
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' });
const unknown = firmware.find((name) => !module.NAMES.includes(name));
if (unknown !== undefined) misused(`there is no firmware ${JSON.stringify(unknown)}, only ${module.NAMES.join(', ')}.`);
const wanted = { seeds: seed.map(Number), runs: Number(runs), grid: grid ? 'whole' : 'none', firmware };
process.exitCode = await module.main(wanted, (line) => console.log(line));
