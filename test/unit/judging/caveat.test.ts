// A signature is held to the image and to nobody's key: an image that is called sound says so where it is signed.
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../properties/index.ts';
import { renderFindings } from '../../../reports/index.ts';
import { judgeAlone } from '../../../src/judging/index.ts';
import { ideal } from '../../vectors/base-images.ts';
import { SIGNATURE_HOLDS, SIGNATURE_SKIPS, SIGNATURE_VIOLATIONS } from '../../vectors/image-signatures.ts';

const caveat = (bytes: Uint8Array): string | null | undefined => judgeAlone('in.efi', bytes)[0]?.caveat;

/** The image of the entry of a rule on signatures that has a name. */
function named(name: string): Uint8Array {
  const entries = [...SIGNATURE_HOLDS, ...SIGNATURE_SKIPS, ...SIGNATURE_VIOLATIONS];
  const entry = entries.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`there is no ${name}`);
  return entry.make();
}

const MATCHES = 'the digest in its signature matches; the signer was not checked';

describe('what a verdict leaves open', () => {
  it.each([
    ['the digest is that of the image, in sha256', MATCHES],
    ['a certificate of another kind comes first', MATCHES],
    ['the certificate is of another kind', 'the signer was not checked'],
    ['the certificate is empty', 'the signer was not checked'],
    ['one bit of the digest is turned', 'the signer was not checked'],
    ['there is no certificate', null],
  ])('of an image of which %s is %j', (name, said) => {
    expect(caveat(named(name))).toBe(said);
  });

  it('is nothing where a file cannot be read', () => {
    expect(caveat(ideal().subarray(0, 100))).toBeNull();
  });

  it.each(PROFILES.map(({ name }) => name))('stands in the line that calls a signed image sound in %s', (profile) => {
    const [row] = judgeAlone('in.efi', named('the digest is that of the image, in sha256'), [profile]);
    expect(renderFindings(row === undefined ? [] : [row], { verdicts: 'whole' })).toMatch(
      new RegExp(`in\\.efi: sound in profile ${profile}: [^;]*; ${MATCHES}\n`),
    );
  });
});
