import { describe, expect, it } from 'vitest';
import { DULL_PLAN, PlanError, parsePlan, planAt, planFromJson } from '../../../generators/index.ts';

function problem(value: unknown): string {
  try {
    planFromJson(value);
  } catch (cause) {
    if (cause instanceof PlanError) return cause.message;
    throw cause;
  }
  return '';
}

describe('a plan as JSON', () => {
  it('reads back what JSON.stringify made of any plan', () => {
    for (let index = 0; index < 200; index += 1) {
      const plan = planAt('random', 1, index);
      expect(planFromJson(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
  });

  it('takes the texts of a printed plan for its values too', () => {
    const plan = planFromJson({ machine: 'riscv64', overlay: '0x10', sections: '.text:code:1:0,.data:data:1:8' });
    expect(plan).toEqual(parsePlan('machine=riscv64 overlay=16 sections=.text:code:1:0,.data:data:1:8'));
  });

  it.each([
    ['an empty list', { tables: [], values: [], debugMore: [] }, ''],
    [
      'a list of numbers',
      { directories: 16, tables: [3, 1], debugMore: [13] },
      'directories=16 tables=3,1 debugMore=13',
    ],
    ['fields with values', { values: [{ field: 'loaderFlags', value: 5 }] }, 'values=loaderFlags:5'],
    [
      'a name that no section can have',
      { request: { name: '/\0:%\u00ff', blocks: 0, extra: 0, characteristics: 0 } },
      'request=%2f%00%3a%25%ff:0:0:0',
    ],
    [
      'a kind of content',
      { request: { name: '.bpf', blocks: 0, extra: 1, characteristics: 0x40000040, content: 'bom' } },
      'request=.bpf:0:1:0x40000040:bom',
    ],
  ])('may have %s', (_what, json, text) => {
    expect(planFromJson(json)).toEqual(parsePlan(text));
  });

  it('is the dull plan when it says nothing', () => {
    expect(planFromJson({})).toEqual(DULL_PLAN);
  });

  it.each([
    ['a list', [], 'plan: the JSON is not an object; write {"machine": "arm64", …} with the keys of a plan'],
    ['null', null, 'plan: the JSON is not an object; write {"machine": "arm64", …} with the keys of a plan'],
    [
      'an unknown key',
      { colour: 'red' },
      /^plan: "colour" is not a key of a plan; use some of machine, shape, fileAlignment, /,
    ],
    [
      'an unknown machine',
      { machine: 'pdp11' },
      /^plan: machine="pdp11" is not a value that can be read; .*one of arm64/,
    ],
    ['a fraction', { overlay: 1.5 }, /^plan: overlay=1\.5 is not a value that can be read; it must be a whole number/],
    ['a value out of range', { overlay: -1 }, /^plan: overlay=-1 is out of range; it must be a whole number/],
    ['a truth value', { overlay: true }, /^plan: overlay=true is not a value that can be read/],
    ['a section without a kind', { sections: [{ name: '.text' }] }, /^plan: sections=\[\{"name":"\.text"\}\] is not/],
    [
      'a section with a key too many',
      { sections: [{ name: '.text', kind: 'code', blocks: 0, virtual: 0, flags: 1 }] },
      /^plan: sections=.* is not a value that can be read; it must be a list of name:kind:blocks:virtual/,
    ],
    ['an empty list of sections', { sections: [] }, /^plan: sections=\[\] is not a value that can be read/],
    ['a field without a value', { values: [{ field: 'loaderFlags' }] }, /^plan: values=\[.*\] is not a value/],
    ['a field that there is not', { values: [{ field: 'colour', value: 1 }] }, /^plan: values=\[.*\] is not a value/],
    ['a list in a list', { tables: [[1]] }, /^plan: tables=\[\[1\]\] is not a value that can be read/],
    [
      'a request without a name',
      { request: { blocks: 0, extra: 1, characteristics: 0 } },
      /^plan: request=\{.*\} is not a value that can be read/,
    ],
    [
      'a content that there is not',
      { request: { name: '.bpf', blocks: 0, extra: 1, characteristics: 0, content: 'wood' } },
      /^plan: request=\{.*\} is not a value that can be read/,
    ],
    ['a request that is a list', { request: [] }, /^plan: request=\[\] is not a value that can be read/],
  ])('says what is wrong with %s', (_what, value, said) => {
    expect(problem(value)).toMatch(said);
  });
});
