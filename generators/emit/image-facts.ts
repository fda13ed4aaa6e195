import { createHash } from 'node:crypto';
import { emit } from './emit.ts';
import { characteristicsOf } from './headers.ts';
import { layOut } from '../layout/layout.ts';
import type { Plan } from '../plan/plan.ts';

/** One section as its header describes it; the names are the specification's. */
export interface SectionFacts {
  readonly name: string;
  readonly virtualSize: number;
  readonly virtualAddress: number;
  readonly sizeOfRawData: number;
  readonly pointerToRawData: number;
  readonly characteristics: number;
}

/** What a reader has to find in a generated image. */
export interface ImageFacts {
  /** File offset and length of the compressed kernel, as the zboot header has them. */
  readonly payloadOffset: number;
  readonly payloadSize: number;
  readonly compressionType: string;
  /** SHA-256 of the payload in hexadecimal digits. */
  readonly payloadSha256: string;
  readonly sections: readonly SectionFacts[];
  readonly addressOfEntryPoint: number;
  readonly checkSum: number;
  readonly signed: boolean;
}

/**
 * The facts of the image that a plan describes, from its layout and not from reading it.
 *
 * @throws PlanError when the plan cannot be laid out
 */
export function expectedFacts(plan: Plan): ImageFacts {
  const layout = layOut(plan);
  const { payload, payloadOffset, addressOfEntryPoint, sections } = layout;
  return {
    payloadOffset,
    payloadSize: payload.bytes.length,
    compressionType: plan.compression,
    payloadSha256: createHash('sha256').update(payload.bytes).digest('hex'),
    sections: sections.map(({ plan: { name, kind }, ...section }) => ({
      name,
      virtualSize: section.virtualSize,
      virtualAddress: section.virtualAddress,
      sizeOfRawData: section.sizeOfRawData,
      pointerToRawData: section.pointerToRawData,
      characteristics: characteristicsOf(plan, kind),
    })),
    addressOfEntryPoint,
    checkSum: plan.checkSum === 'zero' ? 0 : emit(layout).checkSum,
    signed: plan.certificates > 0,
  };
}
