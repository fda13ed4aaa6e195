import { writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { caseFromPlan, expectedFacts, parsePlan } from '../../generators/index.ts';
import type { Plan } from '../../generators/index.ts';
import { readImage } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';

/** What has to come out of the image of a plan, found without any decoder but gzip's. */
export interface ExpectedPayload {
  readonly stored: Buffer;
  readonly content: Buffer;
}

/** The payload of a plan's image as the generator placed it. */
export function storedPayload(plan: Plan): Buffer {
  const { payloadOffset, payloadSize } = expectedFacts(plan);
  return Buffer.from(caseFromPlan(plan).image).subarray(payloadOffset, payloadOffset + payloadSize);
}

/** What the generator put into an image: the content of a kernel does not depend on how it is compressed. */
export function expectedPayload(plan: Plan): ExpectedPayload {
  return { stored: storedPayload(plan), content: gunzipSync(storedPayload({ ...plan, compression: 'gzip' })) };
}

/** The model of an image that has to be one. */
export function imageOf(bytes: Uint8Array): Image {
  const reading = readImage(bytes);
  if (!reading.ok) throw new Error(`the image cannot be read: ${reading.fault.path}`);
  return reading.image;
}

/** An image on disk, where its payload shall go and what that has to be. */
export interface ExtractFiles extends ExpectedPayload {
  readonly image: string;
  readonly output: string;
}

/** Writes an image with a payload of a type below a folder; the output is only named. */
export function writeZboot(path: (name: string) => string, compression = 'gzip', filler = 2000): ExtractFiles {
  const plan = parsePlan(`machine=arm64 compression=${compression} payload=${filler} sections=.text:code:0:0`);
  writeFileSync(path('in.efi'), caseFromPlan(plan).image);
  return { ...expectedPayload(plan), image: path('in.efi'), output: path('Image') };
}
