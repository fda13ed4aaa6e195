// Ends with success when every entry of the tables proves its rule; those of the rules named as arguments come first.
import { wrongWithHold, wrongWithViolation } from './test/support/image-vectors.js';
import { IMAGE_HOLDS, IMAGE_VIOLATIONS } from './test/vectors/image-violations.js';

const first = new Set(process.argv.slice(2));
const rank = ({ rule }) => (first.has(rule) ? 0 : 1);
const entries = [
  ...IMAGE_VIOLATIONS.map((entry) => ({ rule: entry.rule, wrong: () => wrongWithViolation(entry) })),
  ...IMAGE_HOLDS.map((entry) => ({ rule: entry.rule, wrong: () => wrongWithHold(entry) })),
].sort((a, b) => rank(a) - rank(b));
process.exit(entries.some(({ wrong }) => wrong().length > 0) ? 1 : 0);
