/** Puts images to firmware in batches, only one of which is in memory at a time. */
import { askFirmware } from './ask.ts';
import type { Firmware } from './firmware.ts';
import { judge, prepare } from './judgement.ts';
import type { Subject } from './subjects.ts';
import { Tally } from './tally.ts';

/** Images of one boot, and about how many bytes of them. */
const BATCH = 4000;
const BATCH_BYTES = 64 * 0x10_0000;

/** What the firmware says of many images. */
export interface Result {
  readonly tally: Tally;
  /** Images with which a machine stopped, but not when it was started again with them. */
  readonly unrepeated: readonly string[];
  /** How often machines were started. */
  readonly boots: number;
}

/** What is told while it is done. */
export type Progress = (firmware: Firmware['name'], images: number, seconds: number) => void;

/** Puts every image to every firmware. @param seconds a clock */
export async function witness(
  firmwares: readonly Firmware[],
  subjects: AsyncIterable<Subject>,
  seconds: () => number,
  progress: Progress,
): Promise<Result> {
  const tally = new Tally(firmwares.map(({ name }) => name));
  const unrepeated: string[] = [];
  let boots = 0;
  for await (const batch of batchesOf(subjects)) {
    for (const firmware of firmwares) {
      const began = seconds();
      const prepared = batch.map(({ bytes }) => prepare(firmware, bytes));
      const testimony = await askFirmware(
        firmware,
        prepared.map(({ question }) => question),
      );
      progress(firmware.name, batch.length, seconds() - began);
      boots += testimony.boots;
      unrepeated.push(...testimony.unrepeated.map((each) => `${batch[each.question]?.title ?? ''}: ${each.how}`));
      batch.forEach((subject, index) => {
        const [one, answer] = [prepared[index], testimony.answers[index]];
        if (one === undefined || answer === undefined) throw new Error(`${firmware.name} left ${subject.title} out`);
        const judgement = judge(firmware, one, subject.features, answer);
        tally.add({ firmware: firmware.name, subject, judgement, restamped: one.restamped });
      });
    }
  }
  return { tally, unrepeated, boots };
}

async function* batchesOf(subjects: AsyncIterable<Subject>): AsyncGenerator<readonly Subject[], void> {
  let batch: Subject[] = [];
  let bytes = 0;
  for await (const subject of subjects) {
    batch.push(subject);
    bytes += subject.bytes.length;
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
