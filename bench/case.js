// Measures the stages of a campaign in process, on one core: npm run bench [-- case --cases 3000 --rounds 5]
//
// Cases go through all stages one by one, as in a campaign, and each stage's time is summed over the round. Every
// round draws the same cases, so that rounds differ by the machine only; the first warms up and is not counted.
import { parseArgs } from 'node:util';
import { caseAt } from '../dist/generators/index.js';
import { RULES, judgeCall, levelOf } from '../dist/properties/index.js';
import { readImage } from '../dist/src/reader/index.js';
import { appendSections } from '../dist/src/rewriter/index.js';
import { printMachine, spread } from './machine.js';

const rules = RULES.filter(({ id }) => levelOf(id, 'zboot') !== 'off');

function round(caseCount) {
  const stages = { generate: 0, append: 0, read: 0, judge: 0 };
  const sizes = [];
  const start = performance.now();
  for (let index = 0; index < caseCount; index += 1) {
    const begun = performance.now();
    const { image, request } = caseAt(1, index);
    const generated = performance.now();
    const answer = appendSections(image, [request]);
    const appended = performance.now();
    const before = readImage(image);
    const after = answer.kind === 'rewritten' ? readImage(answer.bytes) : null;
    const read = performance.now();
    if (!before.ok) throw new Error(`case ${index} cannot be read`);
    const step = { on: null, requests: [request], setting: { previousOutput: null }, answer, after };
    const call = { before, steps: [step] };
    for (const rule of rules) {
      if (judgeCall(rule, call).kind === 'error') throw new Error(`rule ${rule.id} broke on case ${index}`);
    }
    const judged = performance.now();
    stages.generate += generated - begun;
    stages.append += appended - generated;
    stages.read += read - appended;
    stages.judge += judged - read;
    sizes.push(image.length);
  }
  const whole = performance.now() - start;
  sizes.sort((a, b) => a - b);
  return { stages: { ...stages, 'whole case': whole }, medianSize: sizes[sizes.length >> 1] };
}

export function measure(args) {
  const options = { cases: { type: 'string', default: '3000' }, rounds: { type: 'string', default: '5' } };
  const { values } = parseArgs({ args, options });
  const caseCount = Number(values.cases);
  const roundCount = Number(values.rounds);
  round(caseCount);
  const rounds = Array.from({ length: roundCount }, () => round(caseCount));
  printMachine();
  console.log(
    `${caseCount} cases of seed 1, median image ${rounds[0].medianSize} bytes, ${rules.length} rules, ${roundCount} rounds`,
  );
  console.log('');
  console.log('stage          us a case: min  median     max   cases/s (median)   share');
  const whole = spread(rounds.map(({ stages }) => stages['whole case'])).median;
  for (const stage of Object.keys(rounds[0].stages)) {
    const { min, median, max } = spread(rounds.map(({ stages }) => stages[stage]));
    const each = [min, median, max].map((time) => ((time * 1000) / caseCount).toFixed(1).padStart(8)).join('');
    const rate = Math.round((caseCount * 1000) / median);
    console.log(
      `${stage.padEnd(20)} ${each} ${String(rate).padStart(18)} ${`${((median / whole) * 100).toFixed(0)} %`.padStart(7)}`,
    );
  }
}
