import { describe, expect, it } from 'vitest';
import { tellingLineOf } from '../../../src/subjects/said.ts';

const HEAD = 'Traceback (most recent call last):';
const CALLS = ['  File "append.py", line 6, in <module>', '    f()', '    ~^^'];

describe('the line that is quoted of what a subject says', () => {
  it('is the first with something in it', () => {
    expect(tellingLineOf('\n  no room\nusage: append\n')).toBe('no room');
    expect(tellingLineOf(' \n')).toBe('nothing was printed');
  });

  it.each([
    ['the cause of a traceback', [HEAD, ...CALLS, 'ValueError: no room'], 'ValueError: no room'],
    [
      'the cause, whatever went to standard output',
      [HEAD, ...CALLS, 'ValueError: no room', 'done'],
      'ValueError: no room',
    ],
    ['the start of a cause of several lines', [HEAD, ...CALLS, 'ValueError: no', 'room'], 'ValueError: no'],
    [
      'the cause with the line ends of Windows',
      [HEAD, ...CALLS, 'ValueError', ''].map((line) => `${line}\r`),
      'ValueError',
    ],
    [
      'the last cause of several',
      [HEAD, ...CALLS, 'KeyError: 1', '', 'During handling of …:', '', HEAD, ...CALLS, 'ValueError: no room'],
      'ValueError: no room',
    ],
    ['the first line where no cause follows', [HEAD, ...CALLS], HEAD],
    ['the first line where another comes before a traceback', ['no room', HEAD, ...CALLS, 'ValueError'], 'no room'],
  ])('is %s', (_, lines, line) => {
    expect(tellingLineOf(lines.join('\n'))).toBe(line);
  });
});
