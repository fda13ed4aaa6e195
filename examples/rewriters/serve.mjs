// The conversation of docs/harness.md for the rewriters in this folder: serve(name, append) answers call after call.
//
// append(image, name, content, flags) returns the image with one more section, or throws: that is a refusal.
const [HELLO, READY, APPEND, REWRITTEN, REFUSED] = [1, 2, 3, 4, 5];
const HEADER_SIZE = 24;

function answer(id, kind, value, part) {
  const header = Buffer.alloc(HEADER_SIZE);
  [id, kind, value, part.length].forEach((number, at) => header.writeUInt32LE(number, 4 * at));
  process.stdout.write(Buffer.concat([header, part]));
}

function answerAppend(id, append, [image, name, content], flags) {
  let out;
  try {
    out = append(image, name.toString(), content, flags);
  } catch (why) {
    return answer(id, REFUSED, 0, Buffer.from(why.message));
  }
  answer(id, REWRITTEN, 0, Buffer.from(out));
}

/** The parts of a frame, each in memory of its own: a library may keep or change it, and finds nothing else beside it. */
function partsOf(frame, lengths) {
  let at = HEADER_SIZE;
  return lengths.map((length) => Buffer.from(new Uint8Array(frame.subarray(at, (at += length))).buffer));
}

export async function serve(name, append) {
  let [chunks, there, wanted] = [[], 0, HEADER_SIZE];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    there += chunk.length;
    if (there < wanted) continue;
    const frame = Buffer.concat(chunks);
    const [id, kind, flags, ...lengths] = [0, 4, 8, 12, 16, 20].map((at) => frame.readUInt32LE(at));
    [chunks, wanted] = [[frame], lengths.reduce((sum, length) => sum + length, HEADER_SIZE)];
    if (there < wanted) continue;
    // One request is in flight at any time, so that nothing comes after this frame.
    [chunks, there, wanted] = [[], 0, HEADER_SIZE];
    if (kind === HELLO) answer(id, READY, 1, Buffer.from(name));
    if (kind === APPEND) answerAppend(id, append, partsOf(frame, lengths), flags);
  }
}
