import type { Machine } from '../../generators/index.ts';
import { inChunks } from './chunks.ts';
import type { WitnessedImage, WitnessedImages } from './image-witness-images.ts';
import { distinctLines, inPool, runIn } from './image-witness-process.ts';
import type { Exit } from './image-witness-process.ts';
import { installed } from './project.ts';

/** One thing that a tool has to say against one image. */
export interface Complaint {
  readonly image: WitnessedImage;
  readonly message: string;
}

/** What a tool says about images. */
export interface Testimony {
  /** How many images were put to it. */
  readonly judged: number;
  readonly complaints: readonly Complaint[];
  /** What the log says besides, such as `388 of other machines`. */
  readonly remarks: readonly string[];
}

/** A program that others wrote, which reads PE images and so can judge the generator's. */
export interface Witness {
  readonly tool: string;
  /** Why it cannot be asked here; null when it can. */
  readonly missing: () => 'absent' | 'too old' | null;
  /** What it calls itself; exceptions may hold for some versions only. */
  readonly version: () => Promise<string>;
  readonly examine: (images: WitnessedImages) => Promise<Testimony>;
}

/** Complaints of one call about all of its files; empty when it accepted them. */
type Messages = (exit: Exit, images: readonly WitnessedImage[]) => readonly string[];

/** A call of a program that takes many files at once. */
export interface BulkCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly messages: Messages;
}

const FILES_PER_CALL = 100;

/** The exit status in words when a program failed without any. */
export function statusMessages({ code }: Exit, said: readonly string[]): readonly string[] {
  return code === 0 || said.length > 0 ? said : [`ended with ${code === null ? 'a signal' : `status ${code}`}`];
}

/** Asks about many files at once, and where that yields a complaint about each of them alone to learn which it is. */
export async function askInBulk(
  { folder, images }: WitnessedImages,
  { program, args, messages }: BulkCall,
): Promise<readonly Complaint[]> {
  const ask = async (some: readonly WitnessedImage[]): Promise<readonly string[]> => {
    return messages(await runIn(folder, program, [...args, ...some.map(({ name }) => name)]), some);
  };
  const complaints = await inPool(inChunks(images, FILES_PER_CALL), async (chunk) => {
    const together = await ask(chunk);
    if (together.length === 0) return [];
    const alone = await askEach(chunk, (image) => ask([image]));
    if (alone.length === 0)
      throw new Error(`${program} complains about 100 files but about none alone: ${together[0]}`);
    return alone;
  });
  return complaints.flat();
}

/** Asks about one image after the other. */
export async function askEach(
  images: readonly WitnessedImage[],
  ask: (image: WitnessedImage) => Promise<readonly string[]>,
): Promise<readonly Complaint[]> {
  const said = await inPool(images, ask);
  return images.flatMap((image, index) => (said[index] ?? []).map((message) => ({ image, message })));
}

/** The program's own name and version. */
export async function versionOf(program: string): Promise<string> {
  const { out, err } = await runIn('.', program, ['--version']);
  return distinctLines(out + err)[0] ?? '';
}

/** Puts to a tool the images of the machines that it knows, and counts the others. */
export async function knownOnly(
  { folder, images }: WitnessedImages,
  machines: ReadonlySet<Machine>,
  ask: (known: WitnessedImages) => Promise<readonly Complaint[]>,
): Promise<Testimony> {
  const known = images.filter(({ machine }) => machines.has(machine));
  const others = images.length - known.length;
  return {
    judged: known.length,
    complaints: await ask({ folder, images: known }),
    remarks: others === 0 ? [] : [`${others} of other machines`],
  };
}

/** The usual reason why a program cannot be asked. */
export function absent(program: string): 'absent' | null {
  return installed(program) === null ? 'absent' : null;
}
