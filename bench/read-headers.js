// Reads the headers of one file from disk and prints the time and the peak memory of this process: used by check.js.
import { openInput } from '../dist/src/files/index.js';
import { readImage } from '../dist/src/reader/index.js';

const start = performance.now();
const file = openInput(process.argv[2], 'image');
const reading = readImage({
  length: file.length,
  slice(offset, length) {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, file.length - offset)));
    if (bytes.length > 0) file.read(bytes, offset);
    return bytes;
  },
});
file.close();
if (!reading.ok) throw new Error(reading.fault.path);
const ms = Math.round((performance.now() - start) * 10) / 10;
console.log(JSON.stringify({ ms, mebibytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
