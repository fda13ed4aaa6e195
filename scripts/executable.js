// Makes the program runnable by its own name: the compiler writes plain files, and npx sets the mode only once.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/src/cli/bin.js', import.meta.url), 0o755);
