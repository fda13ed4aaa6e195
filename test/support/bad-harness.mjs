// A harness that does what its first argument says.
import { spawn } from 'node:child_process';
import { readSync, writeSync, closeSync } from 'node:fs';

const [, , what] = process.argv;

function read(length) {
  const bytes = Buffer.alloc(length);
  for (let filled = 0; filled < length;) {
    const count = readSome(bytes, filled);
    if (count === 0) process.exit(0);
    filled += count;
  }
  return bytes;
}

// Standard streams are sockets that do not block, whoever shares them.
function patiently(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const readSome = (bytes, at) => patiently(() => readSync(0, bytes, at, bytes.length - at, null));

function write(fd, bytes) {
  for (let at = 0; at < bytes.length;) at += patiently(() => writeSync(fd, bytes, at));
}

function frame(id, kind, value, part = Buffer.alloc(0), length = part.length) {
  const header = Buffer.alloc(24);
  [id, kind, value, length].forEach((number, at) => header.writeUInt32LE(number, at * 4));
  return Buffer.concat([header, part]);
}

const hang = () => {
  for (;;);
};

const DEEDS = {
  third: (id, image, calls) => (calls % 3 === 0 ? process.abort() : write(1, frame(id, 4, 0, image))),
  exit() {
    write(2, Buffer.from('so there\n'));
    process.exit(7);
  },
  hang,
  fork() {
    spawn('sleep', ['600'], { detached: true, stdio: 'inherit' });
    spawn('sleep', ['600'], { stdio: 'inherit' });
    hang();
  },
  daemon(id, image, calls) {
    if (calls === 1) spawn('sleep', ['600'], { detached: true, stdio: 'inherit' }).unref();
    write(1, frame(id, 4, 0, image));
  },
  odd(id, image) {
    if (Math.floor(image.length / 512) % 2 === 1) process.exit(9);
    write(1, frame(id, 4, 0, image));
  },
  garbage: () => write(1, Buffer.alloc(4096, 0xee)),
  words: () => write(1, Buffer.from('The image was rewritten; have a nice day.\n')),
  flood(id) {
    const block = Buffer.alloc(2 ** 20);
    write(1, frame(id, 4, 0, Buffer.alloc(0), 1000));
    for (let count = 0; count < 10 * 1024; count += 1) write(1, block);
  },
  word() {
    write(1, Buffer.from('done'));
    hang();
  },
  huge: (id) => write(1, frame(id, 4, 0, Buffer.alloc(100), 0xffff_ffff)),
  endless(id) {
    write(1, frame(id, 4, 0, Buffer.alloc(100), 1_000_000));
    hang();
  },
  id: (id, image) => write(1, frame(id + 7, 4, 0, image)),
  twice: (id, image) => write(1, Buffer.concat([frame(id, 4, 0, image), frame(id, 4, 0, image)])),
  close() {
    closeSync(1);
    hang();
  },
  stderr(id, image, calls) {
    const block = Buffer.alloc(2 ** 20, 'noise ');
    for (let count = 0; calls === 1 && count < 1024; count += 1) write(2, block);
    write(1, frame(id, 4, 0, image));
  },
  memory() {
    const held = [];
    for (;;) held.push(Buffer.alloc(2 ** 24, 1));
  },
  state: (id, image, calls) => write(1, calls === 1 ? frame(id, 4, 0, image) : frame(id, 5, 0, Buffer.from('again?'))),
  late(id, image) {
    write(1, frame(id, 4, 0, image));
    write(1, Buffer.from('By the way, I am done.'));
  },
  copy: (id, image) => write(1, frame(id, 4, 0, image)),
};

// A command is called so too, and it is asked nothing.
if (what === 'memory' && process.argv[3] === 'now') DEEDS.memory();
for (let calls = 0; ;) {
  const header = read(24);
  const [id, kind] = [header.readUInt32LE(0), header.readUInt32LE(4)];
  const [image] = [12, 16, 20].map((at) => read(header.readUInt32LE(at)));
  if (kind === 1) write(1, frame(0, 2, what === 'version' ? 2 : 1, Buffer.from(`bad harness: ${what}`)));
  else DEEDS[what](id, image, (calls += 1));
}
