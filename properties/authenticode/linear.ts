import type { Image } from '../../src/reader/index.ts';
import { endOf } from '../../src/results/index.ts';
import { between, frontOf } from './headers.ts';
import { refusal } from './hash-input.ts';
import type { HashInput, HashRefusal } from './hash-input.ts';
import { hasCertificateDirectory, leftOut } from './left-out.ts';
import { paddingFor, withoutDirectory } from './specification.ts';

/**
 * What a program hashes that takes the file as it lies, without asking the section table: everything but CheckSum, the
 * certificate directory and as many bytes at the end as the directory states, and zeros up to a multiple of 8 of what is
 * signed. It wants that directory. [osslsigncode, pe.c]
 */
export function linear(image: Image): HashInput | HashRefusal {
  if (!hasCertificateDirectory(image)) return withoutDirectory(image);
  const out = leftOut(image);
  const rest = between(endOf(out.directory), image.fileSize - out.certificates.length);
  if (rest.length < 0) return refusal('the certificates are larger than the file', out.directory);
  const padding = paddingFor(image.fileSize - out.certificates.length);
  return { kind: 'hashed', ranges: [...frontOf(out), rest], padding, behindFile: 0 };
}
