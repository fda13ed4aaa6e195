// Compares what every entry of the tables says of the rules with what it said before they were changed.
//
//   node judge.js record        remember it, and print how many entries do not prove their rule
//   node judge.js [rule...]     end with success when nothing differs; entries of these rules are asked first
//
// Entries of rules that somebody is still at work on may be wrong to begin with: only what changes is noticed.
import { readFileSync, writeFileSync } from 'node:fs';
import { failingOn, wrongWithHold, wrongWithSkip, wrongWithViolation } from './test/support/image-vectors.js';
import { ideal } from './test/vectors/base-images.js';
import { IMAGE_SKIPS } from './test/vectors/image-skips.js';
import { IMAGE_HOLDS, IMAGE_VIOLATIONS } from './test/vectors/image-violations.js';

const RECORD = new URL('./record.json', import.meta.url);

const listed = (table, wrongWith) =>
  table.map((entry) => ({ rule: entry.rule, name: entry.name, wrong: () => wrongWith(entry).join(', ') }));
const entries = [
  ...listed(IMAGE_VIOLATIONS, wrongWithViolation),
  ...listed(IMAGE_HOLDS, wrongWithHold),
  ...listed(IMAGE_SKIPS, wrongWithSkip),
  { rule: 'every rule', name: 'the ideal image', wrong: () => failingOn(ideal()).join(' ') },
];

const [first, ...others] = process.argv.slice(2);
if (first === 'record') {
  const before = entries.map(({ wrong }) => wrong());
  writeFileSync(RECORD, JSON.stringify(before));
  const wrong = before.filter((text) => text !== '').length;
  process.stdout.write(`${entries.length} entries of the tables, of which ${wrong} do not prove their rule as it is`);
} else {
  const before = JSON.parse(readFileSync(RECORD, 'utf8'));
  const ids = new Set([first, ...others]);
  const rank = (index) => (ids.has(entries[index].rule) ? 0 : 1);
  const order = [...entries.keys()].sort((a, b) => rank(a) - rank(b));
  process.exit(order.some((index) => entries[index].wrong() !== before[index]) ? 1 : 0);
}
