// What a figure was measured on, and how figures of several rounds are put together.
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

export function printMachine() {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  console.log(`${name} ${version} on node ${process.versions.node}`);
  console.log(
    `machine: ${processor}, ${availableParallelism()} cores, ${memory} GiB; load ${loadavg()[0].toFixed(1)} while measured`,
  );
}

export function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[sorted.length >> 1], max: sorted.at(-1) };
}
