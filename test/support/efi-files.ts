import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** EFI programs of other projects by the Debian package that ships them, with their paths in it. */
export const EFI_FILES: Readonly<Record<string, readonly string[]>> = {
  'systemd-boot-efi': ['usr/lib/systemd/boot/efi/systemd-bootx64.efi', 'usr/lib/systemd/boot/efi/linuxx64.efi.stub'],
  'grub-efi-amd64-signed': [
    'usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed',
    'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed',
    'usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed',
  ],
  'shim-signed': ['usr/lib/shim/shimx64.efi.signed'],
  'shim-unsigned': ['usr/lib/shim/shimx64.efi', 'usr/lib/shim/fbx64.efi', 'usr/lib/shim/mmx64.efi'],
  ipxe: ['boot/ipxe.efi', 'usr/lib/ipxe/snponly.efi'],
  'memtest86+': ['boot/memtest86+x64.efi', 'boot/memtest86+ia32.efi'],
  'fwupd-amd64-signed': ['usr/libexec/fwupd/efi/fwupdx64.efi.signed'],
};

/** Where `scripts/efi-files.sh` unpacks the packages. */
function unpacked(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return process.env['ZBOOTKIT_EFI_FILES'] ?? join(cache, 'zbootkit', 'efi-files');
}

/** A file of a package, unpacked or installed; `null` when neither is so. */
export function findEfiFile(packageName: string, path: string): string | null {
  const places = [join(unpacked(), packageName, path), join('/', path)];
  return places.find((place) => existsSync(place)) ?? null;
}
