/** The drivers of EDK2 in the firmware that Debian packages. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findEfiFile } from './efi-files.ts';
import { firmwareImages } from './firmware-volume.ts';
import type { FirmwareImage } from './firmware-volume.ts';
import { installed } from './project.ts';

const FIRMWARE = 'usr/share/OVMF/OVMF_CODE_4M.fd';

function unpackLzma(data: Uint8Array): Uint8Array {
  const { stdout, status } = spawnSync('xz', ['--format=lzma', '-dc'], { input: data, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error('the firmware volume cannot be decompressed');
  return stdout;
}

/** The drivers, or what has to be there and is not. */
export function edk2Drivers(): readonly FirmwareImage[] | { readonly absent: readonly string[] } {
  const firmware = findEfiFile('ovmf', FIRMWARE);
  const absent = [...(firmware === null ? ['ovmf'] : []), ...(installed('xz') === null ? ['xz'] : [])];
  return firmware === null || absent.length > 0 ? { absent } : [...firmwareImages(readFileSync(firmware), unpackLzma)];
}
