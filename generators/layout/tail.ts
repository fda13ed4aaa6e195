import { signedDataLength } from '../emit/certificate.ts';
import type { Plan } from '../plan/plan.ts';
import { roundUp } from '../bytes/round.ts';

/** What follows the raw data: symbol and string table, overlay, certificate table. All in file offsets. */
export interface TailLayout {
  readonly symbolCount: number;
  readonly stringsOffset: number;
  readonly overlayOffset: number;
  /** The certificate table's place and its length in whole words of 8 bytes, 0 when unsigned. */
  readonly certificateOffset: number;
  readonly certificateLength: number;
  /** Bytes of one signature, without its header and the padding behind it. */
  readonly signatureLength: number;
  readonly fileLength: number;
}

/** The only string: what a section header's `/4` stands for. */
export const LONG_NAME = '.zboot.note';

/** PE format, "COFF Symbol Table": bytes in one symbol. */
const SYMBOL = 18;
const SYMBOL_COUNT = 3;
/** WIN_CERTIFICATE: length, revision and type in front of the certificate; each entry starts at a multiple of 8. */
export const CERTIFICATE_HEADER = 8;
export const CERTIFICATE_ALIGNMENT = 8;

/** Lays out the file behind `rawEnd`. */
export function layOutTail(plan: Plan, rawEnd: number): TailLayout {
  const symbolCount = plan.symbols === 'none' ? 0 : SYMBOL_COUNT;
  const stringsOffset = rawEnd + SYMBOL * symbolCount;
  const overlayOffset = symbolCount === 0 ? rawEnd : stringsOffset + 4 + LONG_NAME.length + 1;
  const overlayEnd = overlayOffset + plan.overlay;
  const isSigned = plan.certificates > 0;
  const signatureLength = isSigned ? signedDataLength(plan.signedName) : 0;
  const certificateOffset = isSigned ? roundUp(overlayEnd, CERTIFICATE_ALIGNMENT) : 0;
  const certificateLength = plan.certificates * roundUp(CERTIFICATE_HEADER + signatureLength, CERTIFICATE_ALIGNMENT);
  const fileLength = isSigned ? certificateOffset + certificateLength : overlayEnd;
  return {
    symbolCount,
    stringsOffset,
    overlayOffset,
    certificateOffset,
    certificateLength,
    signatureLength,
    fileLength,
  };
}
