import type { Machine } from '../../generators/index.ts';
import { runIn } from './image-witness-process.ts';

/** Names of the targets for PE images in the list of `objdump -i`, but for the word on their byte order. */
const TARGETS: Readonly<Record<Machine, string>> = {
  arm64: 'pei-aarch64',
  'x86-64': 'pei-x86-64',
  riscv64: 'pei-riscv64',
  loongarch64: 'pei-loongarch64',
  riscv32: 'pei-riscv32',
  loongarch32: 'pei-loongarch32',
};

/** The machines whose images objdump reads; which they are was chosen when it was built. */
export async function knownMachines(folder: string, machines: readonly Machine[]): Promise<ReadonlySet<Machine>> {
  const listed = new Set((await runIn(folder, 'objdump', ['-i'])).out.split('\n'));
  const knows = (machine: Machine): boolean => {
    return listed.has(TARGETS[machine]) || listed.has(`${TARGETS[machine]}-little`);
  };
  return new Set(machines.filter(knows));
}
