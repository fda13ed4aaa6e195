import { afterEach, describe, expect, it, vi } from 'vitest';
import { modeOfNew } from '../../../src/files/index.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A mask as a process has it, without changing that of this one: setting it tells the one before. */
function useMask(first: number): { readonly now: () => number } {
  let mask = first;
  vi.spyOn(process, 'umask').mockImplementation((next) => {
    const before = mask;
    mask = Number(next);
    return before;
  });
  return { now: () => mask };
}

describe('modeOfNew', () => {
  it.each([
    [0o000, 0o666, 0o777],
    [0o022, 0o644, 0o755],
    [0o027, 0o640, 0o750],
    [0o077, 0o600, 0o700],
    [0o111, 0o666, 0o666],
    [0o777, 0o000, 0o000],
  ])('is, under the mask %o, %o for a file and %o for a folder', (mask, file, folder) => {
    useMask(mask);
    expect(modeOfNew('file')).toBe(file);
    expect(modeOfNew('folder')).toBe(folder);
  });

  it('leaves the mask of the process as it was', () => {
    const mask = useMask(0o027);
    modeOfNew('file');
    expect(mask.now()).toBe(0o027);
  });
});
