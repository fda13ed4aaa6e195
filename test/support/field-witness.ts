import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import type { WitnessedImage, WitnessedImages } from './image-witness-images.ts';
import { entriesOf } from './structure-fields.ts';

/** Header fields of one image by their path in the reader's model: numbers in decimal, names as text. */
export type FieldValues = ReadonlyMap<string, string>;

/** A program that others wrote, which prints header fields. */
export interface FieldWitness {
  readonly tool: string;
  /** Why it cannot be asked here; null when it can. */
  readonly missing: () => 'absent' | null;
  /** The images that it knows the machine of. */
  readonly known: (images: WitnessedImages) => Promise<readonly WitnessedImage[]>;
  /** What it prints of each image that it was given, in their order. */
  readonly fieldsOf: (folder: string, images: readonly WitnessedImage[]) => Promise<readonly FieldValues[]>;
  /** Paths that it must print of every image, with `[]` for any index: silence is not agreement. */
  readonly prints: readonly string[];
}

function isField(value: unknown): value is { readonly value: number | bigint | string } {
  return typeof value === 'object' && value !== null && 'value' in value && 'path' in value;
}

function addFields(fields: Map<string, string>, prefix: string, structure: object): void {
  for (const [name, field] of entriesOf(structure)) {
    if (isField(field)) fields.set(`${prefix}.${name}`, String(field.value));
  }
}

/** Every header field that the reader's model has. */
export function fieldsOfImage(image: Image): FieldValues {
  const fields = new Map<string, string>();
  addFields(fields, 'dosHeader', image.dosHeader);
  addFields(fields, 'coffHeader', image.coffHeader);
  addFields(fields, 'optionalHeader', image.optionalHeader);
  for (const directory of image.directories) addFields(fields, `directories[${directory.index}]`, directory);
  for (const section of image.sections) {
    addFields(fields, `sections[${section.index}]`, section);
    fields.set(`sections[${section.index}].name`, section.longName ?? section.name.value);
  }
  return fields;
}

/** How many images a tool knows, how many fields it printed, and those about which it and the reader disagree, in words. */
export interface Comparison {
  readonly judged: number;
  readonly compared: number;
  readonly disagreements: readonly string[];
}

/** Puts the reader's view of each image beside the tool's. */
export async function compareFields(witness: FieldWitness, images: WitnessedImages): Promise<Comparison> {
  const known = await witness.known(images);
  const printed = await witness.fieldsOf(images.folder, known);
  const disagreements: string[] = [];
  let compared = 0;
  for (const [index, { name, plan }] of known.entries()) {
    const reading = readImage(readFileSync(join(images.folder, name)));
    if (!reading.ok) throw new Error(`${name} cannot be read: ${plan}`);
    const ours = fieldsOfImage(reading.image);
    const theirs = printed[index] ?? new Map<string, string>();
    for (const path of witness.prints.flatMap((wanted) => expand(wanted, reading.image))) {
      if (!theirs.has(path)) disagreements.push(`${name} ${path}: ${witness.tool} prints nothing -- ${plan}`);
    }
    for (const [path, value] of theirs) {
      compared += 1;
      if (ours.get(path) === value) continue;
      disagreements.push(
        `${name} ${path}: the reader has ${ours.get(path) ?? 'nothing'}, ${witness.tool} ${value} -- ${plan}`,
      );
    }
  }
  return { judged: known.length, compared, disagreements };
}

/** A path with `[]` for each section or directory that the image has. */
function expand(path: string, { sections, directories }: Image): readonly string[] {
  const count = path.startsWith('sections') ? sections.length : directories.length;
  if (!path.includes('[]')) return [path];
  return Array.from({ length: count }, (_, index) => path.replace('[]', `[${index}]`));
}
