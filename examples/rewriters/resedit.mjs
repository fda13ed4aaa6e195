// Puts the content into a resource with npm's resedit, and that into a section of its own with the name that is asked for.
//
// Run: npx zbootkit verify --harness -- node examples/rewriters/resedit.mjs
import * as ResEdit from 'resedit';
import { serve } from './serve.mjs';

/** RCDATA: bytes that mean something to the program alone. */
const RAW_DATA = 10;
const PLACES = ['virtualAddress', 'pointerToRawData', 'pointerToRelocations', 'pointerToLineNumbers'];
const COUNTS = ['virtualSize', 'sizeOfRawData', 'numberOfRelocations', 'numberOfLineNumbers'];

function append(image, name, content, flags) {
  if (!/^[!-~]{1,8}$/.test(name)) throw new Error('No section can have this name.');
  const exe = ResEdit.NtExecutable.from(image);
  const resources = ResEdit.NtExecutableResource.from(exe);
  // A second one would go into the section of the first.
  if (resources.entries.length > 0) throw new Error('The image has resources.');
  resources.entries.push({ type: RAW_DATA, id: 1, lang: 0, codepage: 0, bin: new Uint8Array(content).buffer });
  const zeros = Object.fromEntries([...PLACES, ...COUNTS].map((field) => [field, 0]));
  resources.sectionDataHeader = { ...zeros, name, characteristics: flags };
  resources.outputResource(exe);
  return exe.generate();
}

await serve(`resedit ${ResEdit.version}`, append);
