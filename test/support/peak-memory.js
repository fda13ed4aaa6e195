// Preloaded: at the end of the program, writes the most memory that it ever had, in KiB, to
// the file that a variable names. What the system counts for resourceUsage() begins with that of the parent.
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  const [, peak] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  writeFileSync(process.env.ZBOOTKIT_PEAK, peak);
});
