/** Goal: of a rewriter whose one fault is known, the diagnosis names that fault and nothing else. */
import { describe, expect, it } from 'vitest';
import { SABOTEURS } from '../../saboteurs/index.ts';
import { defectsOf } from '../../support/defects.ts';

/** What would mend each saboteur, as whoever wrote it knows. */
const MENDED_BY: Readonly<Record<string, string>> = {
  'shrinks SizeOfHeaders': 'size-of-headers',
  'overwrites the debug data after the section table': 'header-slack',
  'leaves the raw size of the new section unrounded': 'new-raw-size',
  'lets the old bytes of the output file show through': 'previous-output',
  'sets other flags than those requested': 'new-flags',
  'leaves SizeOfInitializedData as it was': 'size-of-initialized-data',
  'writes the content over the headers when bss comes last': 'unreadable',
  'appends after the last section of the table instead of the last in the file': 'layout',
  'points sections without data at the next data': 'empty-pointers',
  'pads inside the payload when data moves': 'section-data',
  'takes the payload offset from uninitialised memory': 'payload-offset',
  'keeps the directory of a certificate table that it drops': 'certificates',
  'drops what follows the last section': 'overlay',
  'clears the DOS stub': 'dos-stub',
  'takes a section with VirtualSize 0 to be empty in memory': 'new-address',
  'grows SizeOfHeaders past the first address': 'refuse',
  'appends a second section of the same name': 'refuse',
  'keeps the file pointers of debug entries when data moves': 'debug-pointers',
  'leaves a partial output when it refuses': 'no-leftover',
  'leaves old data in the space by which headers grow': 'header-slack',
  'writes a DOS header of its own': 'zboot-header',
  'does not count the new section': 'section-count',
  'stamps the time of the rewrite': 'time-stamp',
  'clears the NX_COMPAT flag': 'dll-characteristics',
  'sets the reserved Win32VersionValue': 'versions',
  'adds the new section to SizeOfCode': 'code-sizes',
  'moves the entry point into the new section': 'entry-point',
  'clears the debug directory': 'directories',
  'puts the new section first': 'section-order',
  'cuts a name of eight bytes': 'new-name',
  'pads the new section with other bytes than zeros': 'new-padding',
  'sets PointerToLinenumbers of the new section': 'new-pointers',
  'cuts the file at the end of the content': 'file-end',
  'rounds the VirtualSize of the new section': 'new-virtual-size',
  'leaves SizeOfImage as it was': 'size-of-image',
  'keeps the old CheckSum': 'check-sum',
  'keeps the payload offset when data moves': 'payload-offset',
  'rounds the payload size': 'zboot-header',
  'knows four bytes of the compression type': 'zboot-header',
  'removes the overlay together with the signature': 'overlay',
  'leaves other bytes where the signature was': 'file-end',
  'lays out the data again without its gaps': 'layout',
  'clears the gaps between sections': 'gaps',
  'raises every VirtualSize to the raw size': 'section-headers',
  'refuses every image': 'refused',
  throws: 'crashed',
  'changes its input': 'changed-input',
  'refuses what it has appended to before': 'refused',
};

describe('the diagnosis', () => {
  it('knows what would mend each saboteur', () => {
    expect(Object.keys(MENDED_BY).sort()).toEqual(SABOTEURS.map(({ name }) => name).sort());
  });

  it.each(SABOTEURS)('sees one mistake in a rewriter that $name', async (saboteur) => {
    const defects = await defectsOf(saboteur);
    expect(defects.map(({ id }) => id)).toEqual([MENDED_BY[saboteur.name]]);
    const named = defects.flatMap(({ rule, followers }) => [rule, ...followers]);
    expect(named.sort()).toEqual([...saboteur.caughtBy].sort());
  });
});
