import type { FieldValues, FieldWitness } from './field-witness.ts';
import { runIn } from './image-witness-process.ts';
import { pefileInterpreter } from './pefile-interpreter.ts';

/** Answers one line of JSON for each file: pefile's own names of the fields and their values, sections as in the table. */
const SCRIPT = `
import json, sys, pefile
for name in sys.argv[1:]:
    image = pefile.PE(name, fast_load=True)
    def values(structure):
        return {key: structure.__dict__[key] for keys in structure.__keys__ for key in keys
                if isinstance(structure.__dict__.get(key), int)}
    print(json.dumps({
        "dosHeader": values(image.DOS_HEADER),
        "coffHeader": values(image.FILE_HEADER),
        "optionalHeader": values(image.OPTIONAL_HEADER),
        "directories": [values(each) for each in image.OPTIONAL_HEADER.DATA_DIRECTORY],
        "sections": [dict(values(each), Name=each.Name.split(b"\\0")[0].decode("latin1"))
                     for each in sorted(image.sections, key=lambda each: each.get_file_offset())],
    }))
    image.close()
`;

/** Names of pefile that are not the specification's. */
const RENAMED: Readonly<Record<string, string>> = {
  e_magic: 'magic',
  e_lfanew: 'peHeaderOffset',
  Reserved1: 'win32VersionValue',
  Misc_VirtualSize: 'virtualSize',
};
/** Second names that pefile gives to bytes of a union, and the old fields of the DOS header. */
const OTHERS = /^(?:Misc|Misc_PhysicalAddress|e_.*)$/;

type Structure = Readonly<Record<string, number | string>>;

interface Answer {
  readonly dosHeader: Structure;
  readonly coffHeader: Structure;
  readonly optionalHeader: Structure;
  readonly directories: readonly Structure[];
  readonly sections: readonly Structure[];
}

function pathsOf(prefix: string, structure: Structure): readonly (readonly [string, string])[] {
  return Object.entries(structure).flatMap(([theirs, value]) => {
    const name =
      RENAMED[theirs] ?? (OTHERS.test(theirs) ? null : `${theirs.charAt(0).toLowerCase()}${theirs.slice(1)}`);
    return name === null ? [] : [[`${prefix}.${name}`, String(value)] as const];
  });
}

function fieldsOfAnswer(line: string): FieldValues {
  const answer = JSON.parse(line) as Answer;
  return new Map([
    ...pathsOf('dosHeader', answer.dosHeader),
    ...pathsOf('coffHeader', answer.coffHeader),
    ...pathsOf('optionalHeader', answer.optionalHeader),
    ...answer.directories.flatMap((each, index) => pathsOf(`directories[${index}]`, each)),
    ...answer.sections.flatMap((each, index) => pathsOf(`sections[${index}]`, each)),
  ]);
}

/** The Python package pefile; it knows the headers of every machine and prints raw section names. */
export const PEFILE_FIELDS: FieldWitness = {
  tool: 'pefile',
  missing: () => (pefileInterpreter() === null ? 'absent' : null),
  known: ({ images }) => Promise.resolve(images.filter(({ features }) => !features.includes('long-name'))),
  async fieldsOf(folder, images) {
    const names = images.map(({ name }) => name);
    const { code, out, err } = await runIn(folder, pefileInterpreter() ?? '', ['-c', SCRIPT, ...names]);
    if (code !== 0) throw new Error(`pefile: ${err}`);
    const lines = out.split('\n').filter((line) => line !== '');
    return lines.map(fieldsOfAnswer);
  },
  prints: [
    'dosHeader.peHeaderOffset',
    'coffHeader.characteristics',
    'optionalHeader.sizeOfImage',
    'optionalHeader.imageBase',
    'optionalHeader.loaderFlags',
    'optionalHeader.numberOfRvaAndSizes',
    'directories[].size',
    'sections[].name',
    'sections[].virtualSize',
    'sections[].characteristics',
  ],
};
