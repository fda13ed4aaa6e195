// Appends a section with npm's pe-library, in the way that its interface leads to.
//
// Run: npx zbootkit verify --harness -- node examples/rewriters/pe-library.mjs
import { NtExecutable, version } from 'pe-library';
import { serve } from './serve.mjs';

/** Directories that a kernel does not use: export, resource, exception. A section is added as one of a directory. */
const SPARE = [0, 2, 3];

function append(image, name, content, flags) {
  if (!/^[!-~]{1,8}$/.test(name)) throw new Error('No section can have this name.');
  const exe = NtExecutable.from(image);
  const { optionalHeader, optionalHeaderDataDirectory: directories } = exe.newHeader;
  const there = (entry) => entry < optionalHeader.numberOfRvaAndSizes && directories.get(entry).size === 0;
  const entry = SPARE.find(there);
  if (entry === undefined) throw new Error('No directory is free to add a section by.');
  const before = directories.get(entry);
  const info = { name, virtualSize: content.length, sizeOfRawData: 0, characteristics: flags };
  const rest = { pointerToRelocations: 0, pointerToLineNumbers: 0, numberOfRelocations: 0, numberOfLineNumbers: 0 };
  const place = { virtualAddress: 0, pointerToRawData: 0 }; // worked out by the library
  exe.setSectionByEntry(entry, { info: { ...info, ...rest, ...place }, data: new Uint8Array(content).buffer });
  directories.set(entry, before);
  return exe.generate();
}

await serve(`pe-library ${version}`, append);
