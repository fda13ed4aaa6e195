/** The firmware that can be asked here: where it is, and how a machine with it finds the application and the pack. */
import { freemem } from 'node:os';
import { findEfiFile } from '../../support/efi-files.ts';
import { installed } from '../../support/project.ts';
import { EDK2 } from './edk2-memory.ts';
import type { Loader } from './loader.ts';
import { U_BOOT } from './u-boot-memory.ts';

/** A firmware, and the machine of QEMU that runs it. */
export interface Firmware {
  readonly name: 'AAVMF' | 'OVMF' | 'U-Boot';
  readonly loader: Loader;
  /** The target for which clang builds the application. */
  readonly target: string;
  /** COFF Machine that it loads; images of others are given this one. [PE format, Machine Types] */
  readonly machine: number;
  /** The Debian package with it, and its file there. */
  readonly package: string;
  readonly file: string;
  readonly qemu: string;
  /** Where application and pack have to lie in the folder of a boot. */
  readonly application: string;
  readonly pack: string;
  readonly guest: Guest;
  /** QEMU's name for the machine. */
  readonly board: string;
  /** Further arguments of QEMU, which is started in that folder. */
  readonly args: readonly string[];
}

const GIBIBYTE = 2 ** 30;

/** What memory a machine has, and how many bytes of it in a row an image is sure to get. */
export interface Guest {
  readonly memory: number;
  readonly room: number;
}

/** A machine for images of a usual size. */
export const SMALL_GUEST: Guest = { memory: GIBIBYTE, room: GIBIBYTE / 2 };
/** One in which even an image with sections just below 4 GiB finds its place. */
const LARGE_GUEST: Guest = { memory: 8 * GIBIBYTE, room: 4 * GIBIBYTE };

/** The larger one where there is as much free memory, of which most images take little. */
const GUEST_HERE = freemem() > LARGE_GUEST.memory ? LARGE_GUEST : SMALL_GUEST;

/** A disk that QEMU makes of a folder. */
const VOLUME = ['-drive', 'if=virtio,format=raw,readonly=on,file=fat:volume'];

/** Nothing but a processor, memory and one serial line; a machine that resets itself ends. */
const BARE = ['-nodefaults', '-no-reboot', '-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-net', 'none'];

export const FIRMWARE: readonly Firmware[] = [
  {
    name: 'AAVMF',
    loader: EDK2,
    target: 'aarch64-unknown-windows',
    machine: 0xaa64,
    package: 'qemu-efi-aarch64',
    file: 'usr/share/qemu-efi-aarch64/QEMU_EFI.fd',
    qemu: 'qemu-system-aarch64',
    application: 'application.efi',
    pack: 'pack.bin',
    guest: GUEST_HERE,
    board: 'virt',
    args: ['-cpu', 'cortex-a72', '-kernel', 'application.efi', '-initrd', 'pack.bin'],
  },
  {
    name: 'OVMF',
    loader: EDK2,
    target: 'x86_64-unknown-windows',
    machine: 0x8664,
    package: 'ovmf',
    file: 'usr/share/ovmf/OVMF.fd',
    qemu: 'qemu-system-x86_64',
    application: 'volume/EFI/BOOT/BOOTX64.EFI',
    pack: 'volume/PACK.BIN',
    guest: GUEST_HERE,
    board: 'q35',
    // On a PC QEMU gives an initrd to Linux kernels alone.
    args: VOLUME,
  },
  {
    name: 'U-Boot',
    loader: U_BOOT,
    target: 'aarch64-unknown-windows',
    machine: 0xaa64,
    package: 'u-boot-qemu',
    file: 'usr/lib/u-boot/qemu_arm64/u-boot.bin',
    qemu: 'qemu-system-aarch64',
    application: 'volume/EFI/BOOT/BOOTAA64.EFI',
    pack: 'volume/PACK.BIN',
    guest: GUEST_HERE,
    board: 'virt',
    args: ['-cpu', 'cortex-a72', ...VOLUME],
  },
];

/** The program that builds the application, and the linker that it calls. */
export const COMPILER = 'clang';
const LINKER = 'lld-link';

/** What of a firmware or of the tools for it is absent; empty when it can be asked. */
export function missingFor({ qemu, file, ...firmware }: Firmware): readonly string[] {
  const programs = [COMPILER, LINKER, qemu].filter((program) => installed(program) === null);
  return findEfiFile(firmware.package, file) === null ? [...programs, firmware.package] : programs;
}

/** All arguments for QEMU. */
export function argumentsFor({ file, args, board, guest, ...firmware }: Firmware): readonly string[] {
  const path = findEfiFile(firmware.package, file) ?? file;
  // Not reserved, because most of it is never used.
  const backend = `memory-backend-ram,id=ram,size=${guest.memory},reserve=off`;
  const machine = ['-object', backend, '-M', `${board},memory-backend=ram`, '-m', `${guest.memory / 2 ** 20}`];
  return [...machine, '-bios', path, ...BARE, ...args];
}
