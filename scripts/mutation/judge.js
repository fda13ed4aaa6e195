// Compares what every entry of some tables says of the rules with what it said before they were changed.
//
//   node judge.js record images|appends        remember it, and print how many entries do not prove their rule
//   node judge.js images|appends [rule...]     end with success when nothing differs; entries of these rules are asked first
//
// Entries of rules that somebody is still at work on may be wrong to begin with: only what changes is noticed.
import { readFileSync, writeFileSync } from 'node:fs';

const listed = (table, wrongWith) =>
  table.map((entry) => ({ rule: entry.rule, name: entry.name, wrong: () => wrongWith(entry).join(', ') }));

const TABLES = {
  async images() {
    const { failingOn, wrongWithHold, wrongWithSkip, wrongWithViolation } =
      await import('./test/support/image-vectors.js');
    const { ideal } = await import('./test/vectors/base-images.js');
    const { IMAGE_SKIPS } = await import('./test/vectors/image-skips.js');
    const { IMAGE_HOLDS, IMAGE_VIOLATIONS } = await import('./test/vectors/image-violations.js');
    return [
      ...listed(IMAGE_VIOLATIONS, wrongWithViolation),
      ...listed(IMAGE_HOLDS, wrongWithHold),
      ...listed(IMAGE_SKIPS, wrongWithSkip),
      { rule: 'every rule', name: 'the ideal image', wrong: () => failingOn(ideal()).join(' ') },
    ];
  },
  async appends() {
    const { wrongWithAppendHold, wrongWithAppendViolation, wrongWithCall, wrongWithPair } =
      await import('./test/support/append-vectors.js');
    const { PAIR_NAMES } = await import('./test/vectors/append-pairs.js');
    const { APPEND_HOLDS, APPEND_VIOLATIONS } = await import('./test/vectors/append-violations.js');
    const { byteMapOf } = await import('./test/support/byte-map.js');
    const { CALLS } = await import('./test/vectors/call-violations.js');
    return [
      ...listed(APPEND_VIOLATIONS, wrongWithAppendViolation),
      ...listed(APPEND_HOLDS, wrongWithAppendHold),
      ...listed(CALLS, wrongWithCall),
      ...PAIR_NAMES.map((name) => ({ rule: 'every rule', name, wrong: () => wrongWithPair(name).join(' ') })),
      ...PAIR_NAMES.map((name) => ({ rule: 'any byte', name, wrong: () => byteMapOf(name, 0x01).lines.join('\n') })),
    ];
  },
};

const recording = process.argv[2] === 'record';
const [tables, ...ids] = process.argv.slice(recording ? 3 : 2);
const record = new URL(`./${tables}.json`, import.meta.url);
const entries = await TABLES[tables]();
if (recording) {
  const before = entries.map(({ wrong }) => wrong());
  writeFileSync(record, JSON.stringify(before));
  const wrong = before.filter((text, index) => text !== '' && entries[index].rule !== 'any byte').length;
  process.stdout.write(`${entries.length} entries on ${tables}, of which ${wrong} do not prove their rule as it is`);
} else {
  const before = JSON.parse(readFileSync(record, 'utf8'));
  const first = new Set(ids);
  const rank = (index) => (first.has(entries[index].rule) ? 0 : 1);
  const order = [...entries.keys()].sort((a, b) => rank(a) - rank(b));
  process.exit(order.some((index) => entries[index].wrong() !== before[index]) ? 1 : 0);
}
