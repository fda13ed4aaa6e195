import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { sectionOption } from '../../../src/cli/section-option.ts';

describe('a section given as name=file', () => {
  it.each([
    ['.bpf=prog.bpf', '.bpf', 'prog.bpf'],
    ['a=b', 'a', 'b'],
    ['.cfg=/tmp/a=b.bin', '.cfg', '/tmp/a=b.bin'],
    ['.cfg==', '.cfg', '='],
    [' =-', ' ', '-'],
  ])('reads %j up to the first equals sign', (text, name, path) => {
    expect(sectionOption(text, [])).toEqual([{ name, path }]);
  });

  it('follows those that were given before', () => {
    const first = sectionOption('.one=1.bin', []);
    const both = sectionOption('.one=2.bin', first);
    expect(first).toEqual([{ name: '.one', path: '1.bin' }]);
    expect(both).toEqual([
      { name: '.one', path: '1.bin' },
      { name: '.one', path: '2.bin' },
    ]);
  });

  it.each(['', '=', '.bpf', '=prog.bpf', '.bpf=', 'prog.bpf'])('declines %j and says how to write it', (text) => {
    expect(() => sectionOption(text, [])).toThrow(InvalidArgumentError);
    expect(() => sectionOption(text, [])).toThrow(
      'It must be a name and a file with = between them, such as .bpf=prog.bpf.',
    );
  });
});
