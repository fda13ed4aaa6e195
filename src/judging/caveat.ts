import { certificatesOf } from '../reader/index.ts';
import type { Reading } from '../reader/index.ts';
import type { CheckedRule } from '../results/index.ts';

/** What an image carries in its certificate table: a signature that a digest is read from, something else, or nothing. */
export type Signing = 'unsigned' | 'signed' | 'other';

/** WIN_CERT_TYPE_PKCS_SIGNED_DATA. [PE format, The Attribute Certificate Table] */
const SIGNED_DATA = 2;
/** The rule that compares the digest in every signature with that of the image. */
const DIGEST_RULE = 'PE-DIR-038';

/** What there is in the certificate table of a file. */
export function signingOf(reading: Reading): Signing {
  if (!reading.ok) return 'unsigned';
  let signing: Signing = 'unsigned';
  for (const { certificateType } of certificatesOf(reading.image)) {
    if (certificateType.value === SIGNED_DATA) return 'signed';
    signing = 'other';
  }
  return signing;
}

/** What no rule looks at, so that nobody takes a sound image for one that is signed by somebody in particular. */
export function caveatIn(signing: Signing, results: readonly CheckedRule[]): string | null {
  if (signing === 'unsigned') return null;
  const digest = results.find(({ id }) => id === DIGEST_RULE);
  const matches = signing === 'signed' && digest?.verdict.kind === 'pass';
  return matches ? 'the digest in its signature matches; the signer was not checked' : 'the signer was not checked';
}
