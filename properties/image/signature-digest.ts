import { certificatesOf } from '../../src/reader/index.ts';
import type { Image } from '../../src/reader/index.ts';
import { bySpecification } from '../authenticode/specification.ts';
import { digestOf } from '../authenticode/digest.ts';
import { PKCS_SIGNED_DATA, signedDigest } from '../authenticode/signed-digest.ts';
import type { DigestAlgorithm, SignedDigest } from '../authenticode/signed-digest.ts';
import { REFUSED_SIGNATURE } from '../effects.ts';
import { equals, place, wrong } from '../findings.ts';
import { REFERENCES } from '../catalogue/references.ts';
import type { ImageRule } from '../rule.ts';

/** The digests of all signatures of an image, by the numbers of their certificates. */
function* signedDigests(image: Image): Iterable<readonly [index: number, signed: SignedDigest]> {
  let index = 0;
  for (const certificate of certificatesOf(image)) {
    const signed = signedDigest(image, certificate);
    if (signed !== null) yield [index, signed];
    index += 1;
  }
}

function isSigned(image: Image): boolean {
  const [first] = signedDigests(image);
  return first !== undefined;
}

/** The rule on what a signature says of the image. */
export const SIGNATURE_DIGEST_RULES: readonly ImageRule[] = [
  {
    scope: 'image',
    id: 'PE-DIR-038',
    name: 'signed-digest',
    levels: 'EEEEEE',
    title: 'The digest in every signature is that of the image.',
    references: [REFERENCES.imageHash, REFERENCES.certificateTable],
    rationale: 'Whatever the key, a signature over different bytes is refused; no key is needed to see that.',
    severity: 'rejected',
    effects: REFUSED_SIGNATURE,
    enforcedBy: [
      'EDK2 DxeImageVerificationLib.c: EFI_ACCESS_DENIED under Secure Boot',
      'shim: "Hash check failed" or "Security Violation"',
      'sbverify: "Signature verification failed"',
    ],
    brokenBy: ['a byte that is changed after the image was signed', 'an append that keeps the signature'],
    undecided: 'Whether the key is trusted is recorded in the firmware, not in the image.',
    inapplicable(image) {
      if (!isSigned(image)) return undefined;
      const input = bySpecification(image);
      return input.kind === 'refused' ? `nothing is hashed: ${input.because}` : undefined;
    },
    unverified(image) {
      if (isSigned(image)) return undefined;
      for (const { certificateType } of certificatesOf(image)) {
        if (certificateType.value === PKCS_SIGNED_DATA) return 'a signature could not be read';
      }
      return undefined;
    },
    vacuous: (image) => (isSigned(image) ? undefined : 'there is no signature'),
    *check(image) {
      const input = bySpecification(image);
      if (input.kind === 'refused') return;
      // There may be very many signatures, and the image is hashed once for each algorithm.
      const known = new Map<DigestAlgorithm, string | null>();
      for (const [index, { algorithm, digest, at }] of signedDigests(image)) {
        const actual = known.has(algorithm) ? known.get(algorithm) : digestOf(image, input, algorithm);
        known.set(algorithm, actual ?? null);
        if (typeof actual !== 'string' || actual === digest) continue;
        yield wrong(`certificates[${index}].${algorithm}`, equals(actual), digest, place(at));
      }
    },
  },
];
