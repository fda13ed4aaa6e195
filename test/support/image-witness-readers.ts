import { MACHINES } from '../../generators/plan/plan.ts';
import { absent, askInBulk, knownOnly, statusMessages, versionOf } from './image-witness.ts';
import type { Witness } from './image-witness.ts';
import { distinctLines, runIn } from './image-witness-process.ts';
import { knownMachines } from './objdump-machines.ts';
import { pefileInterpreter } from './pefile-interpreter.ts';

/** LLVM's reader; it knows the headers of every machine. */
export const LLVM_READOBJ: Witness = {
  tool: 'llvm-readobj',
  missing: () => absent('llvm-readobj'),
  version: () => versionOf('llvm-readobj'),
  async examine(images) {
    const complaints = await askInBulk(images, {
      program: 'llvm-readobj',
      args: ['--file-headers', '--sections'],
      messages: (exit, some) => {
        const read = new Set(exit.out.match(/(?<=^File: ).*$/gm));
        const unread = some.filter(({ name }) => !read.has(name)).map(({ name }) => `prints nothing about ${name}`);
        return statusMessages(exit, [...distinctLines(exit.err), ...unread]);
      },
    });
    return { judged: images.images.length, complaints, remarks: [] };
  },
};

/** objdump says what it misses in data directories on its standard output. */
const OBJDUMP_COMPLAINT = /warning|error|could not|too small|no contents|not a multiple|corrupt/i;

/** The GNU reader; which machines it knows was chosen when it was built. */
export const OBJDUMP: Witness = {
  tool: 'objdump',
  missing: () => absent('objdump'),
  version: () => versionOf('objdump'),
  async examine(images) {
    return knownOnly(images, await knownMachines(images.folder, MACHINES), (known) =>
      askInBulk(known, {
        program: 'objdump',
        args: ['-p', '-h'],
        messages: (exit, some) => {
          const read = new Set(exit.out.match(/^.*(?=: +file format pei-)/gm));
          const unread = some.filter(({ name }) => !read.has(name)).map(({ name }) => `sees no PE image in ${name}`);
          const said = distinctLines(exit.out).filter((line) => OBJDUMP_COMPLAINT.test(line));
          return statusMessages(exit, [...distinctLines(exit.err), ...said, ...unread]);
        },
      }),
    );
  },
};

/** Answers one line of JSON for each file: the warnings of a full parse. */
const PEFILE_SCRIPT = `
import json, sys, pefile
for name in sys.argv[1:]:
    try:
        image = pefile.PE(name)
        warnings = image.get_warnings()
        image.close()
    except Exception as error:
        warnings = [type(error).__name__ + ': ' + str(error)]
    print(json.dumps(warnings))
`;

/** pefile remarks on contents of which more than half, or a good part, is one byte; that is no matter of structure. */
const REPEATED_BYTE =
  /^Byte 0x[0-9a-f]{2} makes up [\d.]+% of the file's contents\. This may indicate truncation \/ malformation\.$/;

/** The Python package pefile, in whichever interpreter has it. */
export const PEFILE: Witness = {
  tool: 'pefile',
  missing: () => (pefileInterpreter() === null ? 'absent' : null),
  version: async () => {
    const script = 'import pefile; print("pefile " + pefile.__version__)';
    return (await runIn('.', pefileInterpreter() ?? '', ['-c', script])).out.trim();
  },
  async examine({ folder, images }) {
    const names = images.map(({ name }) => name);
    const { code, out, err } = await runIn(folder, pefileInterpreter() ?? '', ['-c', PEFILE_SCRIPT, ...names]);
    const answers = warningsOfEach(out);
    if (code !== 0 || answers.length !== images.length) {
      throw new Error(`pefile answered ${answers.length} times to ${images.length} images: ${err}`);
    }
    const all = images.flatMap((image, index) => (answers[index] ?? []).map((message) => ({ image, message })));
    const complaints = all.filter(({ message }) => !REPEATED_BYTE.test(message));
    const repeated = answers.filter((warnings) => warnings.some((warning) => REPEATED_BYTE.test(warning))).length;
    const remarks = repeated === 0 ? [] : [`${repeated} with a remark on repeated bytes`];
    return { judged: images.length, complaints, remarks };
  },
};

function warningsOfEach(out: string): readonly (readonly string[])[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => [...new Set(JSON.parse(line) as readonly string[])]);
}
