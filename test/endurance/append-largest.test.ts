/** Goal: an append from file to file is right up to the longest file that PE can address, in little memory. */
import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appendSectionsFile, planAppendFile } from '../../src/rewriter/index.ts';
import { runAppend, writeAppendProgram } from '../support/append-process.ts';
import { latin1At, writeWithHole } from '../support/sparse-file.ts';
import { useTempFolder } from '../support/temp-folder.ts';
import { DATA, append, buildImage, request, withU32 } from '../unit/rewriter/image.ts';

const temp = useTempFolder();

/** The new section of 1000 bytes takes so many of a file. */
const ADDED = 0x400;
const SMALL_LENGTH = 0x3200;
/** The longest file that PE can address. */
const LENGTH = 0xffff_ffff;

/** Writes an image of a few KiB with a hole behind it that ends in two words, and the content. */
function writeSparse(length: number): void {
  writeWithHole(temp('in.efi'), buildImage(), length, ['first', 'last']);
  writeFileSync(temp('content'), request().content);
}

function planFor(): ReturnType<typeof planAppendFile> {
  return planAppendFile(temp('in.efi'), [{ ...request(), content: temp('content') }]);
}

describe('an append to a sparse image of nearly 4 GiB', () => {
  it('takes the longest file, in little memory and on little disk', async () => {
    writeSparse(LENGTH - ADDED);
    const program = writeAppendProgram(temp('append.mjs'));
    const output = temp('out.efi');
    const { said } = await runAppend(program, { image: temp('in.efi'), content: temp('content'), output });
    expect(said?.kind).toBe('rewritten');
    // In KiB; the program alone takes a quarter of that.
    expect(said?.peak).toBeLessThan(0x4_0000);
    expect(statSync(output).size).toBe(LENGTH);
    // The rest of the file does not depend on how much lies behind the section data.
    const head = append(buildImage());
    expect(head).toHaveLength(SMALL_LENGTH + ADDED);
    expect(latin1At(output, 0, head.length)).toBe(Buffer.from(head).toString('latin1'));
    expect(latin1At(output, head.length, 8)).toBe('first\0\0\0');
    expect(latin1At(output, LENGTH - 8, 9)).toBe('\0\0\0\0last');
    expect(latin1At(output, 0x1800_0000, 4)).toBe('\0\0\0\0');
    expect(statSync(output).blocks * 512).toBeLessThan(2 ** 23);
    expect(readdirSync(temp()).sort()).toEqual(['append.mjs', 'content', 'in.efi', 'out.efi']);
  });

  it('refuses one byte more before it writes anything', async () => {
    writeSparse(LENGTH - ADDED + 1);
    const requests = [{ ...request(), content: temp('content') }];
    const refusal = await appendSectionsFile(temp('in.efi'), temp('out.efi'), requests);
    expect(refusal).toEqual({
      kind: 'refused',
      code: 'too-large',
      detail: "With the new section the file's length would be 0x100000000, more than 0xffffffff; append less content.",
    });
    expect(await planFor()).toEqual(refusal);
    expect(readdirSync(temp()).sort()).toEqual(['content', 'in.efi']);
  });

  it('puts the section where the last aligned bytes are, and refuses one that would lie behind them', async () => {
    const end = 0xffff_fe00;
    for (const [start, outcome] of [
      [end - ADDED, { kind: 'planned', outputLength: end, sections: [{ pointerToRawData: end - ADDED }] }],
      [end - ADDED + 0x200, { kind: 'refused', code: 'too-large' }],
    ] as const) {
      // All but a few KiB of the second section's data is not loaded.
      const field = 0x40 + 24 + 160 + 40 + 16;
      writeFileSync(temp('in.efi'), withU32(buildImage(), { [field]: start - DATA.pointerToRawData }));
      truncateSync(temp('in.efi'), start);
      writeFileSync(temp('content'), request().content);
      expect(await planFor()).toMatchObject(outcome);
    }
  });
});
