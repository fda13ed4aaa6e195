import type { Cursor } from '../bytes/cursor.ts';
import { fillSeeded, streamSeed } from '../bytes/fill.ts';
import { STREAM } from '../layout/layout.ts';
import type { Layout } from '../layout/layout.ts';
import { valueIn } from '../plan/field-values.ts';
import { MACHINE_FACTS } from '../plan/machines.ts';

/** The zboot header's own words, from Linux zboot-header.S. */
const MZ_WORD = 0x00005a4d;
const LINUX_PE_MAGIC = 0x818223cd;
const COMPRESSION_NAME_LENGTH = 32;

/** The DOS header of 64 bytes; the cursor stands at the start of the file. */
export function emitDosHeader(cursor: Cursor, layout: Layout): void {
  switch (layout.plan.shape) {
    case 'zboot':
      emitZbootHeader(cursor, layout);
      return;
    case 'kernel':
      emitKernelHeader(cursor, layout);
      return;
    case 'plain':
    case 'uki':
      emitPlainHeader(cursor, layout);
  }
}

/** As Linux zboot-header.S writes it. */
function emitZbootHeader(cursor: Cursor, { plan, headers, payload, payloadOffset }: Layout): void {
  const { compression, linuxMagic, values } = plan;
  cursor
    .structure('zbootHeader')
    .u32(valueIn(values, 'mzWord', MZ_WORD), 'mzMagic')
    .text('zimg', 4, 'magic');
  cursor.u32(payloadOffset, 'payloadOffset').u32(payload.bytes.length, 'payloadSize');
  cursor.word(valueIn(values, 'reserved', 0), 8, 'reserved');
  const type = cursor.position;
  cursor.text(compression, COMPRESSION_NAME_LENGTH, 'compressionType');
  if (plan.typeTail === 'live') {
    const seed = streamSeed(plan.seed, STREAM.typeTail);
    fillSeeded(cursor.bytes, type + compression.length + 1, cursor.position, seed, 'non-zero');
  }
  cursor.u32(valueIn(values, 'linuxPeMagic', linuxMagic === 'present' ? LINUX_PE_MAGIC : 0), 'linuxPeMagic');
  cursor.u32(headers.peOffset, 'peHeaderOffset');
}

/** The header of arm64 and RISC-V kernels. [Linux, arch/arm64/kernel/head.S and boot-image-header.rst] */
function emitKernelHeader(cursor: Cursor, { plan, headers, sizeOfImage }: Layout): void {
  const { kernelMagic, padding } = MACHINE_FACTS[plan.machine];
  // The first instructions: MZ is one that does no harm, and the second would lead to the code.
  cursor
    .structure('kernelHeader')
    .text('MZ', 2)
    .zeros(2)
    .raw(Uint8Array.from(padding))
    .zeros(4 - padding.length);
  cursor.word(0, 8, 'textOffset').word(sizeOfImage, 8, 'imageSize').word(2, 8, 'flags').zeros(24);
  cursor.text(kernelMagic ?? '', 4, 'magic').u32(headers.peOffset, 'peHeaderOffset');
}

/** The header of a program of which nobody reads more than the first and the last field. */
function emitPlainHeader(cursor: Cursor, { plan, headers }: Layout): void {
  const start = cursor.structure('dosHeader').text('MZ', 2, 'magic').position;
  cursor.zeros(58);
  // Old fields of DOS: without a zero byte, for whoever loses one of them.
  fillSeeded(cursor.bytes, start, cursor.position, streamSeed(plan.seed, STREAM.dosHeader), 'non-zero');
  cursor.u32(headers.peOffset, 'peHeaderOffset');
}
