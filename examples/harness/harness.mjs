// A harness for "zbootkit verify --harness": docs/harness.md of the package has the protocol.
//
// Run: npx zbootkit verify --harness -- node harness.mjs
// Put your own rewriter in place of append(). This one takes plain images and refuses all others.
const [HELLO, READY, APPEND, REWRITTEN, REFUSED] = [1, 2, 3, 4, 5];
const HEADER_SIZE = 24;

class Refusal extends Error {}

const up = (value, to) => Math.ceil(value / to) * to;

function demand(condition, otherwise) {
  if (!condition) throw new Refusal(otherwise);
}

/** The image with one more section; throws Refusal. */
function append(image, name, content, flags) {
  const size = image.length;
  demand(size >= 64 && image.toString('latin1', 0, 2) === 'MZ', 'This is not an MZ file.');
  const pe = image.readUInt32LE(60);
  demand(pe + 24 <= size && image.toString('latin1', pe, pe + 4) === 'PE\0\0', 'There is no PE header.');
  const [count, optionalSize] = [image.readUInt16LE(pe + 6), image.readUInt16LE(pe + 20)];
  const [opt, table] = [pe + 24, pe + 24 + optionalSize];
  const end = table + 40 * count;
  demand(count > 0 && count < 96 && optionalSize >= 152 && end + 40 <= size, 'The headers are cut short.');
  const field = (offset) => image.readUInt32LE(opt + offset);
  const isPlus = image.readUInt16LE(opt) === 0x20b && optionalSize === 112 + 8 * field(108);
  demand(isPlus, 'This is not PE32+ with a full header.');
  const [entry, sectionAlign, fileAlign, imageSize, headers] = [16, 32, 36, 56, 60].map(field);
  demand(sectionAlign >= 4096 && fileAlign > 0 && fileAlign <= sectionAlign, 'These alignments are not usual.');
  demand(image.readUInt32LE(pe + 12) === 0, 'There is a symbol table.');
  demand(field(144) === 0 && field(148) === 0, 'The image is signed.');
  demand(/^[!-~]{1,8}$/.test(name.toString('latin1')), 'No section can have this name.');
  demand(content.length > 0 && flags === 0x40000040, 'I append readable initialised data only.');
  let [address, data] = [0, 0];
  for (let at = table; at < end; at += 40) {
    const [virtualSize, virtual, rawSize, raw] = [8, 12, 16, 20].map((each) => image.readUInt32LE(at + each));
    const own = image.toString('latin1', at, at + 8).replace(/\0.*$/s, '');
    demand(own !== name.toString('latin1'), 'There is such a section.');
    address = Math.max(address, virtual + (virtualSize || rawSize));
    if (rawSize === 0) continue;
    demand(raw >= end + 40, 'There is no room for a section header.');
    data = Math.max(data, raw + rawSize);
  }
  demand(entry < address, 'The entry point lies outside of all sections.');
  demand(headers >= end + 40 && data === size && size % fileAlign === 0, 'The layout is not plain.');
  demand(
    image.subarray(end, headers).every((byte) => byte === 0),
    'Something lies after the section table.',
  );
  const newRawSize = up(content.length, fileAlign);
  const newAddress = up(Math.max(address, imageSize), sectionAlign); // what is reserved stays so
  const newEnd = up(newAddress + content.length, sectionAlign);
  demand(newEnd < 2 ** 32, 'The image is too large.');
  const out = Buffer.concat([image, content], size + newRawSize);
  name.copy(out, end);
  [content.length, newAddress, newRawSize, size].forEach((value, at) => out.writeUInt32LE(value, end + 8 + 4 * at));
  out.writeUInt32LE(flags, end + 36);
  out.writeUInt16LE(count + 1, pe + 6);
  out.writeUInt32LE((field(8) + newRawSize) % 2 ** 32, opt + 8);
  out.writeUInt32LE(newEnd, opt + 56);
  out.writeUInt32LE(0, opt + 64); // CheckSum: 0 stands for none
  return out;
}

function answer(id, kind, value, part) {
  const header = Buffer.alloc(HEADER_SIZE);
  [id, kind, value, part.length].forEach((number, at) => header.writeUInt32LE(number, 4 * at));
  process.stdout.write(Buffer.concat([header, part]));
}

function serve(id, kind, value, parts) {
  if (kind === HELLO) return answer(id, READY, 1, Buffer.from('example in Node'));
  if (kind !== APPEND) return;
  try {
    answer(id, REWRITTEN, 0, append(...parts, value));
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    answer(id, REFUSED, 0, Buffer.from(why.message));
  }
}

let chunks = [];
let [there, wanted] = [0, HEADER_SIZE];
for await (const chunk of process.stdin) {
  chunks.push(chunk);
  there += chunk.length;
  if (there < wanted) continue;
  let bytes = Buffer.concat(chunks);
  for (wanted = HEADER_SIZE; bytes.length >= HEADER_SIZE; bytes = bytes.subarray(wanted), wanted = HEADER_SIZE) {
    const [id, kind, value, one, two, three] = [0, 4, 8, 12, 16, 20].map((at) => bytes.readUInt32LE(at));
    const [name, content] = [HEADER_SIZE + one, HEADER_SIZE + one + two];
    wanted = content + three;
    if (bytes.length < wanted) break;
    const parts = [bytes.subarray(HEADER_SIZE, name), bytes.subarray(name, content), bytes.subarray(content, wanted)];
    serve(id, kind, value, parts);
  }
  [chunks, there] = [[bytes], bytes.length];
}
