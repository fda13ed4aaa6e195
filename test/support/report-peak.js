// Preloaded: says on a descriptor of its own how much memory the program took at most, in KiB.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  writeSync(3, `${process.resourceUsage().maxRSS}\n`);
});
