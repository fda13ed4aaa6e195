// Reads one file and judges it by every rule, and prints how much of the heap model and verdicts keep in bytes. It wants
// --expose-gc, and the build in dist.
import { readFileSync } from 'node:fs';
import { IMAGE_RULES, judgeImage } from '../../dist/properties/index.js';
import { readImage } from '../../dist/src/reader/index.js';

const bytes = readFileSync(process.argv[2]);
// Whatever is made once is made by the first reading.
for (const rule of IMAGE_RULES) judgeImage(rule, readImage(bytes.subarray(0, 4096)));
globalThis.gc();
const before = process.memoryUsage().heapUsed;
const reading = readImage(bytes);
const verdicts = IMAGE_RULES.map((rule) => judgeImage(rule, reading));
globalThis.gc();
const kept = process.memoryUsage().heapUsed - before;
const headers = reading.ok ? reading.image.optionalHeader.sizeOfHeaders.value : 0;
console.log(JSON.stringify({ kept, headers, judged: verdicts.length }));
