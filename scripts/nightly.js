// Puts many more hostile inputs to reader, rules and rewriter than the tests do: npm run nightly [-- --inputs N --seed S]
//
// The properties are those of test/laws/robustness.test.ts and bounds.test.ts; only their number and their seed differ.
// Each input is appended to twice, as a zboot image and as any PE image. A failure prints the seed and the smallest
// input; the same seed finds it again. A million inputs take some 25 minutes of one core.
//
// Then the growth of time and memory with every kind of table is measured and held against its bounds.
//
// After that every command that writes is killed at each of its system calls, each of them fails in each way, and every
// command looks into every hostile folder, where the tests try a sample. It takes hours of one core; --no-calls leaves it
// out.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const options = { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } };
const { calls, ...values } = parseArgs({
  options: { ...options, calls: { type: 'boolean', default: true } },
  allowNegative: true,
}).values;
for (const [name, value] of Object.entries(values)) {
  if (/^\d{1,9}$/.test(value)) continue;
  console.error(`nightly: --${name} is a whole number up to 999999999, not ${JSON.stringify(value)}.`);
  process.exit(2);
}
console.log(`${values.inputs} inputs of seed ${values.seed}`);
const tests = [
  'test/laws/robustness.test.ts',
  'test/laws/bounds.test.ts',
  ...(calls
    ? [
        'test/endurance/killed-at-each-call.test.ts',
        'test/endurance/failing-calls.test.ts',
        'test/endurance/hostile-folders.test.ts',
        'test/endurance/hostile-subjects.test.ts',
      ]
    : []),
];
const { status } = spawnSync('npx', ['vitest', 'run', '--testTimeout=7200000', ...tests], {
  stdio: 'inherit',
  env: { ...process.env, ZBOOTKIT_EFFORT: values.inputs, ZBOOTKIT_SEED: values.seed },
});
const bench = fileURLToPath(new URL('../bench/run.js', import.meta.url));
const growth = spawnSync(process.execPath, [bench, 'growth', '--gate'], { stdio: 'inherit' });
process.exit(status === 0 ? (growth.status ?? 1) : (status ?? 1));
