import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { forgetTemporary, makeTemporaryFolder, removeLeftovers, removeTree } from '../../../src/files/index.ts';
import type { Answer } from './answer.ts';
import { buildApplication } from './application.ts';
import { boot } from './boot.ts';
import type { Heard } from './boot.ts';
import { argumentsFor } from './firmware.ts';
import type { Firmware } from './firmware.ts';
import { packOf } from './pack.ts';
import type { Question } from './pack.ts';

/** The answers to all questions, in their order. */
export interface Testimony {
  readonly answers: readonly Answer[];
  /**
   * Questions with which the machine stopped, but not when it was started again with them: something that was loaded
   * before them had harmed it.
   */
  readonly unrepeated: readonly { readonly question: number; readonly how: string }[];
  readonly boots: number;
}

/** Milliseconds without a word after which a machine is taken to hang. */
const SILENCE_MS = 60_000;
/** Times that the machine may stop before the rest is left unasked. */
const STOPS_MAX = 40;

/**
 * Asks a firmware about many images. When the machine stops, it is started again with the image that it had: only an image
 * that stops a fresh machine has crashed it.
 *
 * @throws Error when the application cannot be built, is never started or cannot read the pack
 */
export async function askFirmware(firmware: Firmware, questions: readonly Question[]): Promise<Testimony> {
  return inFolder(async (folder) => {
    for (const path of [firmware.application, firmware.pack])
      mkdirSync(dirname(join(folder, path)), { recursive: true });
    buildApplication(firmware, join(folder, firmware.application));
    const answers: Answer[] = [];
    const unrepeated: { question: number; how: string }[] = [];
    let boots = 0;
    for (let stops = 0; answers.length < questions.length && stops < STOPS_MAX; boots += 1) {
      const heard = await bootWith(firmware, questions.slice(answers.length), folder);
      answers.push(...heard.answers);
      if (answers.length === questions.length) continue;
      stops += 1;
      if (heard.answers.length === 0) answers.push({ kind: 'crashed', how: wordsOn(heard) });
      else unrepeated.push({ question: answers.length, how: wordsOn(heard) });
    }
    const unasked = questions.slice(answers.length).map(() => ({ kind: 'unasked' }) as const);
    const lasting = unrepeated.filter(({ question }) => answers[question]?.kind !== 'crashed');
    return { answers: [...answers, ...unasked], unrepeated: lasting, boots };
  });
}

async function bootWith(firmware: Firmware, questions: readonly Question[], folder: string): Promise<Heard> {
  writeFileSync(join(folder, firmware.pack), packOf(questions));
  const machine = { program: firmware.qemu, args: argumentsFor(firmware), folder, patience: SILENCE_MS };
  const heard = await boot(machine);
  if (heard.images === null) throw new Error(`${firmware.name} never started the application: ${wordsOn(heard)}`);
  return heard;
}

function wordsOn({ end, said }: Heard): string {
  const words = end === 'exception' ? said.slice(-1) : said;
  return [end, ...words].join(' | ');
}

/** Does something in a new folder, which is removed afterwards, or by the next run if this process is killed. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeTemporaryFolder(tmpdir());
  await removeLeftovers(tmpdir(), basename(folder));
  try {
    return await work(folder);
  } finally {
    await removeTree(folder);
    forgetTemporary(folder);
  }
}
