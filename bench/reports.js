// What a report costs in each of its forms: npm run bench [-- reports --rounds 7]
//
// A campaign in which every rule fails in so many places that there are 5,000 findings, and what check says of 500 images with 10
// findings each. The goal is that all forms of one of them together take less than a second. The first round warms up and is not
// counted.
import { parseArgs } from 'node:util';
import { RULES } from '../dist/properties/index.js';
import { FORMATS, renderAs } from '../dist/reports/index.js';
import { printMachine, spread } from './machine.js';

const FINDINGS = 5000;
const IMAGES = 500;
const TOOL = { name: 'zbootkit', version: '0.1.0' };

const findingAt = (file, offset) => ({
  about: `sections[${offset % 96}].pointerToRawData`,
  expected: { kind: 'multiple-of', value: 0x200 },
  actual: 0x3f0,
  at: [{ file, offset, length: 4 }],
});

const excerptOf = (file) => ({
  file,
  offset: 0x190,
  hex: '2e646174610000000010000000f0030000020000f0030000',
  marks: [{ offset: 0x19c, length: 4 }],
});

const wordsOf = ({ id, name, title }) => ({
  id,
  name,
  title,
  references: ['PE format, Section Table'],
  rejectedBy: ['edk2', 'shim pe.c:705: "Malformed section header"'],
  level: 'error',
  severity: 'rejected',
  effect: { kind: 'misread', by: 'EDK2 2022.11', what: 'loads it, and the last section wins' },
});

function campaign() {
  const counts = {
    passed: 900,
    vacuous: 10,
    skipped: 20,
    failed: 70,
    errored: 0,
    withoutOutput: 0,
    withheld: 0,
    inherited: 0,
  };
  const each = Math.ceil(FINDINGS / RULES.length);
  const rules = RULES.map((rule) => ({
    ...wordsOf(rule),
    ...counts,
    skipReasons: [{ reason: 'the image carries no signature', count: 20 }],
    vacuousReasons: [{ reason: 'there are no certificates', count: 10 }],
    failedWith: [{ answer: 'rewritten', count: 70 }],
    failure: {
      set: 'random',
      index: 37,
      caseId: `1-37-${rule.id}`,
      shrinkSteps: 12,
      append: null,
      findings: Array.from({ length: each }, (_, index) => findingAt('after', 0x190 + index)),
      excerpts: [excerptOf('after'), excerptOf('before')],
    },
    errorMessage: null,
  }));
  const none = { planned: 0, executed: 0 };
  const report = {
    schema: 'urn:zbootkit:report:v1',
    tool: TOOL,
    environment: { node: process.versions.node },
    time: { startedAt: '2025-01-01T00:00:00.000Z', durationMs: 73_420, gridMs: 0 },
    subject: {
      id: 'command',
      version: '2.40',
      command: ['objcopy', '{in}', '{out}'],
      files: [{ name: 'objcopy', sha256: 'b2'.repeat(32) }],
    },
    run: {
      seed: 1,
      planned: 1000,
      executed: 1000,
      grid: none,
      extremes: none,
      foreign: none,
      hostile: { ...none, refused: 0 },
      sequences: { cases: 0, appends: 0 },
      profile: 'zboot',
      rules: ['*'],
      excludedRules: [],
      leftOut: 0,
    },
    outcome: 'nonconformant',
    baseline: null,
    notes: [],
    defects: rules.map(({ id, title }) => ({ id, sentence: title, rule: id, caseId: `1-37-${id}`, followers: [] })),
    answers: [{ kind: 'rewritten', code: '', count: 1000, example: '' }],
    refusals: { must: 0, may: 0, wrong: 0, policies: [] },
    coverage: { cases: 0, features: [], interactions: [] },
    rules,
    cases: rules.map(({ id }) => ({
      id: `1-37-${id}`,
      seed: 1,
      set: 'random',
      index: 37,
      plan: 'sections=2;payload=.data;align=0x200',
      mutations: [],
      features: [],
      sections: 2,
      inputSize: 1536,
      outputSize: 2048,
      layouts: { before: null, after: null },
      rules: [id],
      replay: `npx zbootkit replay zbootkit-report/cases/1-37-${id} -- objcopy {in} {out}`,
    })),
  };
  return { kind: 'campaign', report };
}

function check() {
  const rules = RULES.slice(0, FINDINGS / IMAGES);
  const rows = Array.from({ length: IMAGES }, (_, image) => ({
    path: `images/${image}.efi`,
    profile: 'edk2',
    because: null,
    cause: null,
    caveat: null,
    files: [],
    layouts: { before: null, after: null },
    sha256: String(image).padStart(64, '0'),
    results: rules.map((rule, index) => ({
      ...wordsOf(rule),
      verdict: { kind: 'fail', findings: [findingAt('image', 0x19c + index)] },
      excerpts: [excerptOf('image')],
    })),
  }));
  return { kind: 'check', findings: { tool: TOOL, rows, unjudged: [] } };
}

/** Milliseconds of each form over the rounds, and the length of what came of it. */
function timed(document, rounds) {
  const once = (format) => {
    const start = performance.now();
    const { length } = renderAs(document, format);
    return { ms: performance.now() - start, length };
  };
  return FORMATS.map((format) => {
    once(format);
    const all = Array.from({ length: rounds }, () => once(format));
    return { format, ms: spread(all.map(({ ms }) => Math.round(ms))), length: all[0]?.length ?? 0 };
  });
}

export function measure(args) {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '7' } } });
  const rounds = Number(values.rounds);
  printMachine();
  for (const [what, document] of [
    [`a campaign of ${RULES.length} rules with ${FINDINGS} findings`, campaign()],
    [`a check of ${IMAGES} images with ${FINDINGS} findings`, check()],
  ]) {
    console.log(`\n${what}, ${rounds} rounds, ms${'min  median     max   characters'.padStart(36)}`);
    const rows = timed(document, rounds);
    for (const { format, ms, length } of rows) {
      const columns = [ms.min, ms.median, ms.max].map((value) => String(value).padStart(7)).join(' ');
      console.log(`${format.padEnd(44)} ${columns} ${String(length).padStart(12)}`);
    }
    const sum = rows.reduce((total, { ms }) => total + ms.median, 0);
    console.log(`${'all together (goal: below 1,000)'.padEnd(44)} ${''.padStart(7)} ${String(sum).padStart(7)}`);
  }
}
